using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace TradingBot.Exchanges.Egress;

/// <summary>Makes the one kind of handler that reaches an exchange: no proxy, no redirect, no cookie, no credential, checked addresses.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "The one place where connections to exchanges are made.")]
internal static class ExchangeConnector
{
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    public static HttpMessageHandler Create(EgressGuard guard) => new GuardedHandler(guard, new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectLimit,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 64,
        MaxConnectionsPerServer = 8,
        ConnectCallback = (context, cancellation) => ConnectAsync(guard, context.DnsEndPoint, cancellation),
    });

    private static async ValueTask<Stream> ConnectAsync(EgressGuard guard, DnsEndPoint target, CancellationToken cancellation)
    {
        IPAddress[] addresses = IPAddress.TryParse(target.Host, out IPAddress? literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(target.Host, cancellation);
        // One bad answer condemns them all: a name that resolves to a private address too is being rebound.
        foreach (IPAddress address in addresses)
            if (!guard.CheckResolved(target.Host, address)) throw new EgressDeniedException($"{target.Host} resolved to {address}");
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks the guard about every request, also about the client library's own ones.</summary>
    private sealed class GuardedHandler(EgressGuard guard, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            guard.Check(request) is { } reason ? throw new EgressDeniedException(reason) : base.SendAsync(request, cancellationToken);

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new NotSupportedException("requests to exchanges are asynchronous");
    }
}

/// <summary>The guard refused; it has counted and reported it already.</summary>
internal sealed class EgressDeniedException(string reason) : Exception($"refused by the egress guard: {reason}");

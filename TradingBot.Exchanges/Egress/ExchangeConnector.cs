using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace TradingBot.Exchanges.Egress;

/// <summary>Makes the one kind of handler that reaches an exchange: no proxy, no redirect, no cookie, no credential, checked addresses.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "The one place where connections to exchanges are made.")]
internal static class ExchangeConnector
{
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    public static HttpMessageHandler Create(EgressGuard guard) => Guard(guard, new SocketsHttpHandler
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
        // A certificate names addresses from where its issuers may be fetched; whoever shows one must not choose what is called.
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck } },
        ConnectCallback = (context, cancellation) => ConnectAsync(guard, context.DnsEndPoint, cancellation),
    });

    /// <summary>Puts the guard before a handler.</summary>
    public static HttpMessageHandler Guard(EgressGuard guard, HttpMessageHandler inner) => new GuardedHandler(guard, inner);

    private static async ValueTask<Stream> ConnectAsync(EgressGuard guard, DnsEndPoint target, CancellationToken cancellation)
    {
        IPAddress[] addresses = IPAddress.TryParse(target.Host, out IPAddress? literal)
            ? [literal]
            : await (guard.Resolve is { } resolve ? resolve(target.Host, cancellation) : Dns.GetHostAddressesAsync(target.Host, cancellation));
        // One bad answer condemns them all: a name that resolves to a private address too is being rebound.
        foreach (IPAddress address in addresses)
            if (!guard.CheckResolved(target.Host, address)) throw new EgressDeniedException($"{target.Host} resolved to {address}");
        guard.Connections.Allow(addresses, target.Port);
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
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // A copy of our own: what is written is what was checked, whatever becomes of the caller's request while a connection is being made.
            HttpRequestMessage own = Copy(request);
            if (guard.Check(own) is { } reason) throw new EgressDeniedException(reason);
            guard.Sign(own);
            try
            {
                return await base.SendAsync(own, cancellationToken);
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
            {
                guard.Suspect(own.RequestUri, e.InnerException?.Message ?? e.Message);
                throw;
            }
        }

        private static HttpRequestMessage Copy(HttpRequestMessage request)
        {
            HttpRequestMessage own = new(request.Method, request.RequestUri) { Version = request.Version, VersionPolicy = request.VersionPolicy, Content = request.Content };
            foreach (KeyValuePair<string, HeaderStringValues> header in request.Headers.NonValidated) own.Headers.TryAddWithoutValidation(header.Key, header.Value);
            return own;
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new NotSupportedException("requests to exchanges are asynchronous");
    }
}

/// <summary>The guard refused; it has counted and reported it already.</summary>
internal sealed class EgressDeniedException(string reason) : Exception($"refused by the egress guard: {reason}");

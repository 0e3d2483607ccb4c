using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;

namespace TradingBot.Exchanges.Egress;

/// <summary>An answer, read whole.</summary>
/// <param name="Status">Status code.</param>
/// <param name="Headers">Headers.</param>
/// <param name="Body">Body.</param>
internal sealed record ExchangeAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, byte[] Body);

/// <summary>Requests to exchanges. Bounded in time and size.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "The one place where requests to exchanges are made.")]
internal sealed class ExchangeHttp : IDisposable
{
    /// <summary>The largest answer in use is Binance's exchangeInfo of a list of symbols or a book of 5000 levels, below 1 MB; KuCoin's symbol list is about 1 MB.</summary>
    private const int BodyLimit = 8 * 1024 * 1024;

    private readonly Func<HttpClient> _create;
    private volatile HttpClient _client;

    /// <param name="guard">Decides about every request.</param>
    /// <param name="timeLimit">A request without a whole answer for this long has failed; 10 s where nothing is said.</param>
    public ExchangeHttp(EgressGuard guard, TimeSpan? timeLimit = null)
    {
        _create = () => new(ExchangeConnector.Create(guard))
        {
            Timeout = timeLimit ?? TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = BodyLimit,
            DefaultRequestVersion = HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        _client = _create();
    }

    /// <summary>Closes every connection: none to a place that was allowed before outlives the change of the guard's list.</summary>
    public void Renew() => Interlocked.Exchange(ref _client, _create()).Dispose();

    /// <summary>Sends one request without a body.</summary>
    /// <exception cref="EgressDeniedException">The guard refused it.</exception>
    /// <exception cref="HttpRequestException">No answer, or one that is too large.</exception>
    /// <exception cref="TaskCanceledException">No answer in time, or cancelled.</exception>
    public async Task<ExchangeAnswer> SendAsync(HttpMethod method, Uri address, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(method, address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        return new(response.StatusCode, response.Headers, await response.Content.ReadAsByteArrayAsync(cancellation));
    }

    public void Dispose() => _client.Dispose();
}

using System.Net;
using CryptoExchange.Net.Objects;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.JKorf;

/// <summary>
/// Requests that a library makes: it builds them and judges the answer; they are sent by our <see cref="VenueRest"/>, within the weights, at the pace and through
/// the guard, and the answer's bytes are read by our parsers. Profile full; see <see cref="LibraryClients"/> for what was read.
/// </summary>
internal sealed class LibraryRest(Venue venue, VenueRest rest)
{
    private readonly AsyncLocal<Exchange?> _current = new();

    /// <summary>What is under way: its weight, then its answer or why there is none.</summary>
    private sealed class Exchange(int weight)
    {
        public int Weight { get; } = weight;

        public byte[]? Body { get; set; }

        public ExchangeException? Failure { get; set; }
    }

    /// <summary>The client that the library is given: all that it sends goes through <see cref="VenueRest"/>, and so through the guard.</summary>
    public HttpClient Client() => BorrowedClient.Of(SendAsync);

    /// <summary>Lets the library ask, and gives the body of the answer.</summary>
    /// <param name="weight">The venue's documented weight.</param>
    /// <param name="ask">Calls one public method of the library.</param>
    public async Task<byte[]> AskAsync(int weight, Func<Task<HttpResult>> ask)
    {
        Exchange exchange = new(weight);
        _current.Value = exchange;
        HttpResult result = await ask();
        if (exchange.Failure is { } failure) throw failure;
        // A library may take an error for an answer or an answer for an error: both must agree.
        if (!result.Success || exchange.Body is null)
            throw new ExchangeException(venue, ExchangeFailure.Unreadable, $"the library does not accept the answer: {result.Error}");
        return exchange.Body;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (_current.Value is not { } exchange || request.Method != HttpMethod.Get || request.Content is not null)
            throw new HttpRequestException("only public GET requests that were asked for are sent");
        try
        {
            exchange.Body = await rest.SendGetAsync(request.RequestUri!.AbsolutePath, request.RequestUri.Query, exchange.Weight, cancellation);
            return new(HttpStatusCode.OK) { Content = new ByteArrayContent(exchange.Body) { Headers = { ContentType = new("application/json") } }, RequestMessage = request };
        }
        catch (ExchangeException failure)
        {
            exchange.Failure = failure;
            throw new HttpRequestException(failure.Message, failure);
        }
    }
}

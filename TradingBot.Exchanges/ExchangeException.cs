using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges;

/// <summary>Why an exchange did not give what it was asked for.</summary>
public enum ExchangeFailure
{
    /// <summary>No answer: name, connection, TLS or time.</summary>
    Unreachable = 0,

    /// <summary>The venue's rate limit is reached or it has banned us for a while; nothing is sent until <see cref="ExchangeException.RetryAt"/>.</summary>
    RateLimited = 1,

    /// <summary>The venue answered with an error.</summary>
    Refused = 2,

    /// <summary>The answer can't be read.</summary>
    Unreadable = 3,

    /// <summary>The venue does not have a configured symbol.</summary>
    UnknownSymbol = 4,

    /// <summary>The egress guard refused the request.</summary>
    NotAllowed = 5,
}

/// <summary>An exchange did not give what it was asked for. Asking again later may help, except for <see cref="ExchangeFailure.UnknownSymbol"/> and <see cref="ExchangeFailure.NotAllowed"/>.</summary>
public sealed class ExchangeException(Venue venue, ExchangeFailure failure, string message, Exception? inner = null) : Exception($"{venue}: {message}", inner)
{
    /// <summary>The exchange.</summary>
    public Venue Venue { get; } = venue;

    /// <summary>What went wrong.</summary>
    public ExchangeFailure Failure { get; } = failure;

    /// <summary>Earliest time of the next request, where the venue named one.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}

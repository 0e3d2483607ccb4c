namespace TradingBot.ExchangeSim.Faults;

/// <summary>Where a fault acts.</summary>
internal enum FaultLayer : byte
{
    /// <summary>On connections.</summary>
    Socket,

    /// <summary>On the messages of streams.</summary>
    Stream,

    /// <summary>On REST requests.</summary>
    Rest,

    /// <summary>On the market itself or on what the venue says of it.</summary>
    Market,
}

/// <summary>How a fault ends.</summary>
internal enum FaultEnd : byte
{
    /// <summary>At once.</summary>
    Instant,

    /// <summary>After <c>durationMs</c>.</summary>
    Time,

    /// <summary>After <c>count</c> hits; with <c>durationMs</c> and no <c>count</c>, after that time.</summary>
    Count,

    /// <summary>After <c>durationMs</c>; without it, when somebody ends it.</summary>
    Open,
}

/// <summary>A whole or decimal number that a fault takes.</summary>
/// <param name="Usual">What it is where it is left out; null: it must be given.</param>
internal sealed record FaultNumber(decimal Least, decimal Greatest, decimal? Usual, bool NeverZero = false)
{
    public string Range => FormattableString.Invariant($"{Least} to {Greatest}{(NeverZero ? ", but not 0" : "")}");

    public bool Allows(decimal value) => value >= Least && value <= Greatest && !(NeverZero && value == 0);
}

/// <summary>A fault of the vocabulary: what it takes and how it ends.</summary>
internal sealed record FaultKind(string Name, FaultLayer Layer, FaultEnd End)
{
    public long UsualMs { get; init; } = 5_000;

    /// <summary>Numbers that it takes, by the name of the request's field in JSON.</summary>
    public IReadOnlyDictionary<string, FaultNumber> Numbers { get; init; } = new Dictionary<string, FaultNumber>();

    /// <summary>Values of <c>kind</c>, the first is the default; none: it takes no kind.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Values of <c>status</c> or <c>code</c> where only some are right, the first is the default.</summary>
    public IReadOnlyList<int> Choices { get; init; } = [];

    /// <summary>The field that <see cref="Choices"/> are of.</summary>
    public string? ChoiceField { get; init; }

    public bool TakesRetryAfter { get; init; }

    public bool TakesTo { get; init; }

    /// <summary>The kinds of stream that it hits where none is named; null: all.</summary>
    public IReadOnlyList<StreamKind>? Streams { get; init; }

    /// <summary>Streams that it can hit at all; null: all.</summary>
    public IReadOnlyList<StreamKind>? OnlyStreams { get; init; }

    /// <summary>Whether <c>count</c> counts hits over all streams together.</summary>
    public bool CountsTogether { get; init; }

    public bool TakesSymbol { get; init; } = true;

    public bool TakesStream { get; init; } = true;

    /// <summary>Whether it acts on the agents or the matching engine, which a recording has not.</summary>
    public bool NeedsGeneratedMarket { get; init; }

    /// <summary>The only venue that knows it; null: both.</summary>
    public Market.Venue? Only { get; init; }
}

using System.Text.Json.Serialization;

namespace TradingBot.Storage.Live;

/// <summary>Something new, for whoever watches. Lost when nobody does: the truth is in the database.</summary>
/// <remarks>Amounts are decimals here and strings in JSON; names are the HTTP API's spelling.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LiveTicker), "ticker")]
[JsonDerivedType(typeof(LiveBook), "book")]
[JsonDerivedType(typeof(LiveTrades), "trades")]
[JsonDerivedType(typeof(LiveBar), "bar")]
[JsonDerivedType(typeof(LiveOrder), "order")]
[JsonDerivedType(typeof(LiveExecution), "execution")]
[JsonDerivedType(typeof(LiveEquity), "equity")]
[JsonDerivedType(typeof(LiveStrategy), "strategy")]
[JsonDerivedType(typeof(LiveFeedStatus), "feedStatus")]
[JsonDerivedType(typeof(LiveControl), "control")]
public abstract record LiveMessage
{
    /// <summary>What its latest value is kept under; none where only the news counts.</summary>
    [JsonIgnore]
    public virtual string? CacheKey => null;
}

/// <summary>Latest prices of an instrument; at most 4 per second.</summary>
public sealed record LiveTicker(string Venue, string Symbol, decimal? Last, decimal? BestBid, decimal? BestAsk, string Status, DateTimeOffset At) : LiveMessage
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string CacheKey => $"ticker:{Venue}:{Symbol}";
}

/// <summary>A price level.</summary>
public sealed record LiveLevel(decimal Price, decimal Quantity);

/// <summary>The best 50 levels of a book; at most 10 per second.</summary>
public sealed record LiveBook(
    string Venue, string Symbol, long UpdateId, string Status, DateTimeOffset At, IReadOnlyList<LiveLevel> Bids, IReadOnlyList<LiveLevel> Asks) : LiveMessage
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string CacheKey => $"book:{Venue}:{Symbol}";
}

/// <summary>A market trade.</summary>
public sealed record LiveTrade(long TradeId, decimal Price, decimal Quantity, string TakerSide, DateTimeOffset At);

/// <summary>Trades of an instrument: <paramref name="Latest"/> holds the newest 50, newest first; <paramref name="NewCount"/> of them are new.</summary>
public sealed record LiveTrades(string Venue, string Symbol, int NewCount, IReadOnlyList<LiveTrade> Latest) : LiveMessage
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string CacheKey => $"trades:{Venue}:{Symbol}";
}

/// <summary>A bar that closed, or that still grows.</summary>
public sealed record LiveBar(
    string Venue, string Symbol, int IntervalSeconds, DateTimeOffset OpenTime, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume, bool Closed) : LiveMessage
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string CacheKey => $"bar:{Venue}:{Symbol}:{IntervalSeconds}";
}

/// <summary>An order changed; committed.</summary>
public sealed record LiveOrder(Guid AccountId, Guid OrderId, string Status, DateTimeOffset At) : LiveMessage;

/// <summary>An order was executed; committed.</summary>
public sealed record LiveExecution(
    Guid AccountId, Guid ExecutionId, Guid OrderId, string Venue, string Symbol, string Side, decimal Price, decimal Quantity, decimal Notional, decimal Fee,
    string FeeAsset, string Role, decimal RealizedProfit, string? StrategyId, bool Simulated, DateTimeOffset ExecutedAt) : LiveMessage;

/// <summary>An account's equity at the market's prices, and whether those are the simulator's; once per second.</summary>
public sealed record LiveEquity(
    Guid AccountId, decimal Equity, decimal Cash, decimal RealizedProfit, decimal UnrealizedProfit, decimal Drawdown, string RiskState, DateTimeOffset At,
    IReadOnlyList<LivePosition> Positions, bool Simulated = false) : LiveMessage
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string CacheKey => $"equity:{AccountId:D}";
}

/// <summary>A position at the market's price.</summary>
public sealed record LivePosition(string Venue, string Symbol, decimal Quantity, decimal AveragePrice, decimal? MarkPrice, decimal? UnrealizedProfit);

/// <summary>A strategy was configured, raised a signal, or its runtime facts changed; its rows are to be read again.</summary>
public sealed record LiveStrategy(Guid AccountId, string StrategyId, DateTimeOffset At) : LiveMessage;

/// <summary>The feeds' state was stored; its rows are to be read again.</summary>
public sealed record LiveFeedStatus(string Venue, DateTimeOffset At) : LiveMessage;

/// <summary>A worker obeys a mode.</summary>
public sealed record LiveControl(string WorkerId, string Mode, string Reason, long Epoch, DateTimeOffset At) : LiveMessage;

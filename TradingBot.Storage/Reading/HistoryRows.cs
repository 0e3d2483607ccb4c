namespace TradingBot.Storage.Reading;

public sealed class MarketTradeRow
{
    public int InstrumentId { get; init; }
    public bool Aggregated { get; init; }
    public bool Simulated { get; init; }
    public DateTimeOffset TradedAt { get; init; }
    public long RowId { get; init; }
    public long FirstTradeId { get; init; }
    public long LastTradeId { get; init; }
    public decimal Price { get; init; }
    public decimal Quantity { get; init; }
    public required string TakerSide { get; init; }
}

public sealed class DataImportRow
{
    public long ImportId { get; init; }
    public int InstrumentId { get; init; }
    public required string Kind { get; init; }
    public int IntervalSeconds { get; init; }
    public bool Simulated { get; init; }
    public required string Origin { get; init; }
    public required string Name { get; init; }
    public string? Sha256 { get; init; }
    public DateTimeOffset FromTime { get; init; }
    public DateTimeOffset ToTime { get; init; }
    public long RowsRead { get; init; }
    public long RowsStored { get; init; }
    public long RowsDifferent { get; init; }
    public long RowsRefused { get; init; }
    public required string State { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

public sealed class DataRangeRow
{
    public long RangeId { get; init; }
    public long ImportId { get; init; }
    public DateTimeOffset FromTime { get; init; }
    public DateTimeOffset ToTime { get; init; }
    public bool HasData { get; init; }
}

namespace TradingBot.Engine.Accounts;

/// <summary>A paper account's identity, a UUIDv7 given at the edge.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct AccountId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

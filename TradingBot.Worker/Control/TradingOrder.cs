using TradingBot.Engine;

namespace TradingBot.Worker.Control;

/// <summary>What this worker is allowed to do, and under which control epoch.</summary>
/// <param name="Mode">The mode to obey.</param>
/// <param name="Epoch">The control epoch it belongs to; journal transactions name it.</param>
/// <param name="Reason">Why, in words for a person.</param>
/// <param name="HeardAt">When this worker heard of it, a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</param>
internal sealed record TradingOrder(TradingMode Mode, long Epoch, string Reason, long HeardAt)
{
    public bool SameAs(TradingOrder other) => Mode == other.Mode && Epoch == other.Epoch && Reason == other.Reason;
}

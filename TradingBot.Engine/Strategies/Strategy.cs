using TradingBot.Engine.Bars;

namespace TradingBot.Engine.Strategies;

/// <summary>A rule that looks at bars and says whether to be long or flat. It places no orders itself.</summary>
internal abstract class Strategy
{
    internal int BarsSeen { get; private set; }

    internal abstract int BarsNeeded { get; }

    internal abstract bool IsWarm { get; }

    /// <summary>What it thinks; Hold as long as it has no opinion.</summary>
    internal SignalAction Stance { get; private set; }

    /// <summary>Whether the last bar changed its stance.</summary>
    internal bool StanceIsFresh { get; private set; }

    /// <summary>How sure it is of its stance, parts per million.</summary>
    internal virtual int ConfidencePartsPerMillion => 1_000_000;

    internal void SeeBar(in BarFrame frame)
    {
        BarsSeen++;
        SignalAction opinion = Judge(frame);
        StanceIsFresh = opinion != SignalAction.Hold && opinion != Stance;
        if (StanceIsFresh) Stance = opinion;
    }

    /// <summary>Why it has its stance, in words for a person.</summary>
    internal abstract string Explain();

    internal abstract StrategyFacts Facts();

    /// <summary>Takes in a bar; Hold leaves the stance as it is.</summary>
    protected abstract SignalAction Judge(in BarFrame frame);
}

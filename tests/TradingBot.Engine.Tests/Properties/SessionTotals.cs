using TradingBot.Engine.Events;

namespace TradingBot.Engine.Tests.Properties;

/// <summary>What happened in many sessions together, added up by several threads.</summary>
internal sealed class SessionTotals
{
    private readonly Lock _lock = new();

    internal int Sessions { get; private set; }

    internal long Executions { get; private set; }

    internal long Makers { get; private set; }

    internal long Triggered { get; private set; }

    internal long Amended { get; private set; }

    internal long SelfTradesPrevented { get; private set; }

    internal long OrdersOfStrategies { get; private set; }

    internal void Add(RandomSession session)
    {
        int ofStrategies = session.Events.OfType<OrderAccepted>().Count(accepted => accepted.Terms.StrategyId is not null);
        lock (_lock)
        {
            Sessions++;
            Executions += session.Laws.Executions;
            Makers += session.Laws.MakerExecutions;
            Triggered += session.Laws.Triggered;
            Amended += session.Laws.Amended;
            SelfTradesPrevented += session.Laws.SelfTradesPrevented;
            OrdersOfStrategies += ofStrategies;
        }
    }

    public override string ToString() =>
        $"{Sessions} sessions: {Executions} executions, {Makers} of makers, {Triggered} triggered, {Amended} amended, {SelfTradesPrevented} self-trades prevented, {OrdersOfStrategies} orders of strategies";
}

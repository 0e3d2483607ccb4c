using System.Text.Json;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;

namespace TradingBot.Engine.Tests.Properties;

public class RandomSessionTests
{
    private const int Steps = 400;

    [Fact]
    public void Random_sessions_keep_every_law_and_repeat_bit_for_bit()
    {
        int executions = 0;
        int makers = 0;
        int triggered = 0;
        int amended = 0;
        int prevented = 0;
        int ordersOfStrategies = 0;
        for (int seed = 1; seed <= 150; seed++)
        {
            try
            {
                RandomSession session = new(seed);
                for (int step = 0; step < Steps; step++) session.Step();
                CheckReplay(session);
                CheckRestore(session);
                executions += session.Laws.Executions;
                makers += session.Laws.MakerExecutions;
                triggered += session.Laws.Triggered;
                amended += session.Laws.Amended;
                prevented += session.Laws.SelfTradesPrevented;
                ordersOfStrategies += session.Events.OfType<OrderAccepted>().Count(accepted => accepted.Terms.StrategyId is not null);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed} breaks a law: {failure.Message}", failure);
            }
        }

        // The laws say nothing about sessions in which nothing happens.
        Assert.True(executions > 3_000, $"{executions} executions");
        Assert.True(makers > 500, $"{makers} maker executions");
        Assert.True(triggered > 100, $"{triggered} orders were triggered");
        Assert.True(amended > 100, $"{amended} orders were amended");
        Assert.True(prevented > 30, $"{prevented} self-trades were prevented");
        Assert.True(ordersOfStrategies > 100, $"{ordersOfStrategies} orders of strategies");
    }

    [Fact]
    public void What_happens_in_an_unrelated_market_changes_nothing()
    {
        for (int seed = 1_000; seed < 1_030; seed++)
        {
            RandomSession session = new(seed);
            for (int step = 0; step < Steps; step++) session.Step();
            bool IsRelated(EngineInput input) => input.Instrument.Number != 3 || input.Kind == EngineInputKind.InstrumentDefined;
            List<string> all = Run([.. session.Inputs.Where(input => !UsesThird(input))]);
            List<string> related = Run([.. session.Inputs.Where(input => !UsesThird(input)).Where(IsRelated)]);
            Assert.True(all.Count > 10);
            Assert.Equal(all, related);
        }

        static bool UsesThird(EngineInput input) => input.Command is
            Commands.PlaceOrder { Instrument.Number: 3 } or Commands.ConfigureStrategy { Strategy.Instrument.Number: 3 };
    }

    private static void CheckReplay(RandomSession session)
    {
        TradingEngine again = new();
        EngineOutput output = new();
        foreach (EngineInput input in session.Inputs) again.Process(input, output);
        Assert.Equal(JsonSerializer.Serialize(session.Events), JsonSerializer.Serialize(output.Events));
        foreach (AccountId trader in RandomSession.Traders) Assert.Equal(session.Engine.StateHash(trader), again.StateHash(trader));
    }

    // By way of JSON, as the journal keeps them.
    private static void CheckRestore(RandomSession session)
    {
        List<EngineEvent> journal = JsonSerializer.Deserialize<List<EngineEvent>>(JsonSerializer.Serialize(session.Events))!;
        TradingEngine restored = new();
        foreach (AccountId trader in RandomSession.Traders)
        {
            restored.Restore(trader, journal.Where(happened => happened.Account == trader));
            Assert.Equal(session.Engine.StateHash(trader), restored.StateHash(trader));
        }
    }

    // The events without the number of the input, which does change.
    private static List<string> Run(List<EngineInput> inputs)
    {
        TradingEngine engine = new();
        EngineOutput output = new();
        long sequence = 0;
        foreach (EngineInput input in inputs) engine.Process(input.Numbered(++sequence, input.TimeNs), output);
        return [.. output.Events.Select(happened => JsonSerializer.Serialize(happened with { InputSequence = 0 }))];
    }
}

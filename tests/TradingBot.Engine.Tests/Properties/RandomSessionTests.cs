using System.Collections.Concurrent;
using System.Text.Json;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;

namespace TradingBot.Engine.Tests.Properties;

public class RandomSessionTests
{
    private const int LongSteps = 400;
    private const int LongSessions = 200;
    private const int Sessions = 10_000;

    /// <summary>Few of them are long, so that much can come together; most are short, so that the beginnings are many.</summary>
    [Fact]
    public void Ten_thousand_random_sessions_keep_every_law_and_repeat_bit_for_bit()
    {
        SessionTotals totals = new();
        ConcurrentQueue<(int Seed, Exception Failure)> failures = [];
        Parallel.For(1, Sessions + 1, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, loop) =>
        {
            try
            {
                RandomSession session = new(seed);
                int steps = seed <= LongSessions ? LongSteps : 20 + seed % 60;
                for (int step = 0; step < steps; step++) session.Step();
                CheckReplay(session);
                CheckRestore(session);
                totals.Add(session);
            }
            catch (Exception failure)
            {
                failures.Enqueue((seed, failure));
                loop.Stop();
            }
        });
        if (failures.OrderBy(failed => failed.Seed).FirstOrDefault() is { Failure: { } first } broken)
            throw new InvalidOperationException($"Seed {broken.Seed} breaks a law: {first.Message}", first);

        // The laws say nothing about sessions in which nothing happens.
        Assert.Equal(Sessions, totals.Sessions);
        Assert.True(totals.Executions > 20_000, $"{totals}");
        Assert.True(totals.Makers > 2_000, $"{totals}");
        Assert.True(totals.Triggered > 800, $"{totals}");
        Assert.True(totals.Amended > 700, $"{totals}");
        Assert.True(totals.SelfTradesPrevented > 100, $"{totals}");
        Assert.True(totals.OrdersOfStrategies > 1_000, $"{totals}");
    }

    [Fact]
    public void What_happens_in_an_unrelated_market_changes_nothing()
    {
        for (int seed = 1_000; seed < 1_030; seed++)
        {
            RandomSession session = new(seed);
            for (int step = 0; step < LongSteps; step++) session.Step();
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
            CheckSnapshot(restored, trader, [.. journal.Where(happened => happened.Account == trader)]);
        }
    }

    // A snapshot after any event, by way of JSON, and the later events make what all events make, to the last member.
    private static void CheckSnapshot(TradingEngine whole, AccountId trader, List<EngineEvent> journal)
    {
        int cut = 1 + (int)(journal[^1].TimeNs / 1_000 % journal.Count);
        TradingEngine early = new();
        early.Restore(trader, journal.Take(cut));
        AccountSnapshot snapshot = JsonSerializer.Deserialize<AccountSnapshot>(JsonSerializer.Serialize(early.Snapshot(trader)))!;
        Assert.Equal(early.StateHash(trader), snapshot.StateHash());
        TradingEngine late = new();
        late.Restore(trader, snapshot, journal.Skip(cut));
        Assert.Equal(whole.StateHash(trader), late.StateHash(trader));
        Assert.Equal(JsonSerializer.Serialize(whole.Snapshot(trader)), JsonSerializer.Serialize(late.Snapshot(trader)));
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

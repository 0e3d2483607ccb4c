using TradingBot.Engine;
using TradingBot.ExchangeSim;
using TradingBot.Fidelity.Cases;
using TradingBot.Fidelity.Paper;
using TradingBot.Fidelity.Statistics;
using TradingBot.Fidelity.Truth;

namespace TradingBot.Fidelity;

/// <summary>
/// Measures how true the engine's executions are: the same seeded market is run with a real order in the simulator's matching engine, and
/// without it, where the engine sees the public data only.
/// </summary>
/// <remarks>
/// Without it, because that is what a paper trader has: the data of a market that has not felt the order. What the order does to the market
/// (others see it, its fills are not there for others) is therefore an error of the model, and the report tells it apart. Time is simulated;
/// nothing is sent anywhere.
/// </remarks>
public static class FidelityLab
{
    private const long SecondNs = 1_000_000_000;
    // Every market has traded by then, or nearly every one: what has not, gets no order.
    private const long FirstOrderNs = 6 * SecondNs;
    private const long BetweenRunsNs = 1_700_000_000;

    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly LabWeather Violent = new(Volatility: 4, Activity: 2);

    /// <summary>Measures.</summary>
    /// <param name="plan">How much.</param>
    /// <param name="progress">Is told how many markets are done; from several threads.</param>
    /// <param name="cancellation">Stops between markets.</param>
    /// <exception cref="ArgumentException">The plan measures nothing.</exception>
    public static FidelityResult Run(FidelityPlan plan, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Markets < 2 || plan.RunsPerMarket < 1) throw new ArgumentException("A plan needs at least 2 markets, one of them violent, and a run in each.", nameof(plan));
        List<MeasuredOrder>[] measured = new List<MeasuredOrder>[plan.Markets];
        int done = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, plan.Markets, options, market =>
        {
            measured[market] = Measure(plan, market);
            progress?.Invoke(Interlocked.Increment(ref done));
        });
        return new(plan, [.. measured.SelectMany(orders => orders)]);
    }

    private static List<MeasuredOrder> Measure(FidelityPlan plan, int market)
    {
        bool isViolent = market % 2 == 1;
        long seed = plan.Seed * 100_003 + market;
        long patienceNs = plan.Patience.Ticks * 100;
        MarketLab Open() => new(seed, Start, plan.WarmUp, isViolent ? Violent : LabWeather.Usual);

        MarketLab undisturbed = Open();
        long firstNs = undisturbed.NowNs + FirstOrderNs;
        long DecidedNs(int run) => firstNs + run * BetweenRunsNs;
        List<EngineInput> tape = PublicTape.Record(undisturbed, DecidedNs(plan.RunsPerMarket) + patienceNs + SecondNs);
        LabRandom random = new(unchecked((ulong)seed));
        List<MeasuredOrder> measured = [];
        for (int run = 0; run < plan.RunsPerMarket; run++)
        {
            List<LabCase> cases = [];
            for (int book = 0; book < LabBook.All.Count; book++) cases.Add(CaseDeck.Draw(ref random, book, isViolent));
            IReadOnlyDictionary<LabOrder, Outcome[]> papers = PaperRun.Run(tape, cases, DecidedNs(run), patienceNs);
            IReadOnlyDictionary<LabOrder, Truth.Truth> truths = TrueRun.Run(Open(), [.. papers.Keys], tape);
            measured.AddRange(papers.Select(paper => new MeasuredOrder(paper.Key, truths[paper.Key], paper.Value)));
        }

        return measured;
    }
}

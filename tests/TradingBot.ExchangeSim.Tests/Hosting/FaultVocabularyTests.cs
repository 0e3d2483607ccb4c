using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Hosting;

/// <summary>Every fault of the vocabulary at both venues: it is seen over a real socket or request, it ends, and afterwards the truth can be had.</summary>
public sealed class FaultVocabularyTests(FaultVocabularyTests.Simulator simulator) : IClassFixture<FaultVocabularyTests.Simulator>
{
    private static readonly string[] Venues = ["binance", "kucoin"];

    private static readonly Dictionary<string, Func<FaultSubject, Task>> Observers = new[] { SocketObservers.All, StreamObservers.All, RestObservers.All, MarketObservers.All }
        .SelectMany(some => some).ToDictionary(entry => entry.Key, entry => entry.Value);

    /// <summary>The whole vocabulary: a fault without an observer fails.</summary>
    public static TheoryData<string, string> Vocabulary => new(
        from kind in FaultCatalogue.All
        from venue in Venues
        where kind.Only is null || VenueNames.NameOf(kind.Only.Value) == venue
        select (kind.Name, venue));

    [Theory]
    [MemberData(nameof(Vocabulary))]
    public async Task A_fault_is_seen_ends_and_leaves_the_truth_within_reach(string fault, string venue)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        var subject = new FaultSubject(simulator.Host, simulator.Http, venue, deadline);
        Assert.True(Observers.TryGetValue(fault, out Func<FaultSubject, Task>? observe), $"Nothing observes {fault}.");

        try
        {
            await observe(subject);
        }
        catch
        {
            // What one row leaves behind must not fail the next.
            simulator.Host.EndFaults();
            throw;
        }

        Assert.Contains(simulator.Host.Faults, report => report.Fault == fault && report.Venue == venue && report.Affected > 0);
        Assert.DoesNotContain(simulator.Host.Faults, report => report.State != "finished");
        await BookIsTheTruthAsync(subject);
    }

    /// <summary>A new client's book, by the venue's procedure, is what the matching engine has.</summary>
    private static async Task BookIsTheTruthAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("depth");
        var book = await VenueBook.SyncAsync(subject, socket);
        await subject.Host.PauseAsync(subject.Deadline);
        try
        {
            await book.AssertIsTruthAsync(subject, socket);
        }
        finally
        {
            subject.Host.Resume();
        }
    }

    public sealed class Simulator : IAsyncLifetime
    {
        public SimulatorHost Host { get; private set; } = null!;

        public HttpClient Http { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Host = await SimulatorHost.StartAsync(new SimulatorOptions { Seed = 8, WarmUp = TimeSpan.FromMinutes(1), Speed = 10, EnforceRateLimits = false });
            Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Host.Address };
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await Host.DisposeAsync();
        }
    }
}

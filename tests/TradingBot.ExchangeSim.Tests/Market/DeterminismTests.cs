using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Tests.Market;

public sealed class DeterminismTests
{
    private const long StartNs = 1_795_000_000_000_000_000;
    private const long SecondNs = 1_000_000_000;

    [Fact]
    public void Same_seed_and_start_time_give_the_same_bytes_however_time_is_sliced()
    {
        string inOneGo = Transcript(seed: 11, StartNs, sliceNs: 20 * SecondNs, out int messages);
        string inSlices = Transcript(seed: 11, StartNs, sliceNs: 7_777_777, out _);

        Assert.True(inOneGo == inSlices, "Two runs of one seed differ.");
        Assert.InRange(messages, 10_000, 1_000_000);
    }

    [Fact]
    public void Another_seed_or_start_time_gives_another_market()
    {
        string transcript = Transcript(seed: 11, StartNs, sliceNs: SecondNs, out _);

        Assert.False(transcript == Transcript(seed: 12, StartNs, sliceNs: SecondNs, out _), "Two seeds give one market.");
        Assert.False(transcript == Transcript(seed: 11, StartNs + SecondNs, sliceNs: SecondNs, out _), "Two start times give one market.");
    }

    [Fact]
    public void More_symbols_leave_the_first_three_as_they_are()
    {
        var few = new GeneratedMarkets(11, StartNs);
        var many = new GeneratedMarkets(11, StartNs, moreSymbols: 20);
        foreach (GeneratedMarkets markets in (GeneratedMarkets[])[few, many])
            new Simulation(markets, StartNs).AdvanceTo(StartNs + 20 * SecondNs);
        Assert.Equal((6, 46), (few.Markets.Count, many.Markets.Count));
        Assert.Equal(46, many.Markets.Select(market => (market.Instrument.Venue, market.Instrument.BaseAsset)).Distinct().Count());
        foreach ((PublicMarket alone, PublicMarket beside) in few.Markets.Zip(many.Markets))
            Assert.Equal((alone.Instrument, alone.Top, alone.UpdateId), (beside.Instrument, beside.Top, beside.UpdateId));
    }

    /// <summary>All messages of all topics of both venues for 20 simulated seconds.</summary>
    private static string Transcript(long seed, long startNs, long sliceNs, out int messages)
    {
        var topics = new Dictionary<Venue, TopicDirectory> { [Venue.Binance] = new(), [Venue.Kucoin] = new() };
        var simulation = new Simulation(new GeneratedMarkets(seed, startNs), startNs);
        RunningMarket.Publish(simulation, venue => topics[venue]);
        var transcript = new TranscriptSubscriber();
        foreach (Topic topic in topics.Values.SelectMany(directory => directory.All))
            topic.Add(transcript);
        for (long at = startNs; at < startNs + 20 * SecondNs; at += sliceNs)
            simulation.AdvanceTo(Math.Min(at + sliceNs, startNs + 20 * SecondNs));
        messages = transcript.Messages;
        return transcript.Text;
    }
}

using TradingBot.ExchangeSim.Binance;
using TradingBot.ExchangeSim.Kucoin;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;
using TradingBot.ExchangeSim.Recording;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>The market that runs in this process, with its clock: generated, or replayed from a recording.</summary>
internal sealed record RunningMarket(Simulation Simulation, SimulatedClock Clock, bool IsReplay)
{
    private const long NanosecondsPerTick = 100;

    /// <summary>Opens the market and lets it run up to its start time, so that the first client finds books, trades and candles.</summary>
    public static RunningMarket Open(IServiceProvider services)
    {
        var options = services.GetRequiredService<SimulatorOptions>();
        var recording = services.GetRequiredService<RecordingOptions>();
        var time = services.GetRequiredService<TimeProvider>();
        return recording.IsUsed ? Replayed(options, recording, services, time) : Generated(options, services, time);
    }

    private static RunningMarket Replayed(SimulatorOptions options, RecordingOptions recording, IServiceProvider services, TimeProvider time)
    {
        var files = new RecordingFiles([.. recording.Files]);
        // Reading the tape has taken time: now is taken after it.
        var source = new ReplaySource(files, recording.Loops,
            tapeStartNs => recording.KeepTimes ? tapeStartNs : ToNanoseconds(options.StartTime ?? time.GetUtcNow()));
        var simulation = new Simulation(source, source.StartNs);
        Publish(simulation, venue => services.GetRequiredKeyedService<VenueGateway>(venue).Topics);
        var clock = new SimulatedClock(simulation, time, source.StartNs, time.GetTimestamp(), recording.Speed, options.StartPaused);
        return new RunningMarket(simulation, clock, IsReplay: true);
    }

    private static RunningMarket Generated(SimulatorOptions options, IServiceProvider services, TimeProvider time)
    {
        long stamp = time.GetTimestamp();
        long startNs = ToNanoseconds(options.StartTime ?? time.GetUtcNow());
        long openNs = startNs - options.WarmUp.Ticks * NanosecondsPerTick;
        var simulation = new Simulation(new GeneratedMarkets(options.Seed, openNs, options.CandleHistory, options.MoreSymbols), openNs);
        Publish(simulation, venue => services.GetRequiredKeyedService<VenueGateway>(venue).Topics);
        simulation.AdvanceTo(startNs);
        // A given start time is when serving starts; without one, simulated time is real time.
        long clockStamp = options.StartTime is null ? stamp : time.GetTimestamp();
        return new RunningMarket(simulation, new SimulatedClock(simulation, time, startNs, clockStamp, options.Speed, options.StartPaused), IsReplay: false);
    }

    /// <summary>Gives every market its venue's streams.</summary>
    internal static void Publish(Simulation simulation, Func<Venue, TopicDirectory> topicsOf)
    {
        _ = new BinanceMarketStreams(simulation, topicsOf(Venue.Binance));
        foreach (PublicMarket market in simulation.Source.Markets)
        {
            TopicDirectory topics = topicsOf(market.Instrument.Venue);
            market.Publisher = market.Instrument.Venue == Venue.Binance ? new BinanceStreams(market, topics) : new KucoinStreams(market, topics);
        }
    }

    private static long ToNanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
}

using System.Diagnostics.Metrics;
using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>Counters of the simulator, read when they are collected so that counting costs the market nothing.</summary>
internal sealed class SimulatorMetrics : IDisposable
{
    private readonly Meter _meter;

    public SimulatorMetrics(IMeterFactory factory, IReadOnlyList<VenueGateway> gateways, Simulation simulation, FaultBoard faults)
    {
        _meter = factory.Create("TradingBot.ExchangeSim");
        _meter.CreateObservableCounter("simulator.messages.sent", () => PerVenue(gateways, gateway => gateway.MessagesSent), "{message}", "WebSocket messages sent to clients");
        _meter.CreateObservableCounter("simulator.slow_clients", () => PerVenue(gateways, gateway => gateway.SlowClients), "{client}", "Clients disconnected because they did not keep up");
        _meter.CreateObservableGauge("simulator.connections", () => PerVenue(gateways, gateway => gateway.Connections.Count), "{connection}", "Open WebSocket connections");
        _meter.CreateObservableCounter("simulator.trades", () => Trades(simulation), "{trade}", "Trades since the market opened");
        _meter.CreateObservableCounter("simulator.matching.operations", () => Operations(simulation), "{operation}", "Orders placed and cancelled since the market opened");
        _meter.CreateObservableCounter("simulator.faults", () => Faults(faults), "{fault}", "Faults started");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> PerVenue(IReadOnlyList<VenueGateway> gateways, Func<VenueGateway, long> value) =>
        [.. gateways.Select(gateway => new Measurement<long>(value(gateway), Tag("venue", VenueNames.NameOf(gateway.Venue))))];

    private static Measurement<long>[] Faults(FaultBoard faults) =>
        [.. faults.Started.Select(fault => new Measurement<long>(fault.Count, Tag("venue", VenueNames.NameOf(fault.Venue)), Tag("fault", fault.Fault)))];

    private static Measurement<long>[] Trades(Simulation simulation)
    {
        lock (simulation.Gate)
            return [.. simulation.Source.Markets.Select(market => new Measurement<long>(market.Trades.Next, Tag("venue", VenueNames.NameOf(market.Instrument.Venue)), Tag("symbol", market.Symbol)))];
    }

    private static Measurement<long>[] Operations(Simulation simulation)
    {
        if (simulation.Source is not GeneratedMarkets generated)
            return [];
        lock (simulation.Gate)
            return [.. generated.Books.Select(book => new Measurement<long>(book.Operations, Tag("venue", VenueNames.NameOf(book.Market.Instrument.Venue)), Tag("symbol", book.Market.Symbol)))];
    }

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);
}

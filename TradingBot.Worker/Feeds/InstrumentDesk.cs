using System.Collections.Concurrent;
using TradingBot.Engine;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges;
using TradingBot.Storage.Instruments;
using TradingBot.Storage.Names;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Feeds;

/// <summary>Gives instruments their lasting numbers and tells the engine about them, and about new versions of their rules. Thread-safe.</summary>
internal sealed partial class InstrumentDesk(InstrumentStore store, HistoryImport history, TradingInputs inputs, ILogger<InstrumentDesk> logger)
{
    private readonly ConcurrentDictionary<(Venue, string), (Instrument Read, Instrument Defined)> _known = new();

    /// <summary>Defines those that are not defined yet, each with its history.</summary>
    /// <returns>All of them with their numbers, in the same order.</returns>
    public async Task<IReadOnlyList<Instrument>> DefineAsync(VenueFeed feed, IReadOnlyList<Instrument> instruments, CancellationToken cancellation)
    {
        Instrument[] added = [.. instruments.Where(instrument => !_known.ContainsKey((instrument.Venue, instrument.Symbol)))];
        IReadOnlyList<Instrument> registered = await store.RegisterAsync(added, cancellation);
        for (int at = 0; at < added.Length; at++)
        {
            List<EngineInput> inputsOfIt = [Definition(registered[at])];
            inputsOfIt.AddRange(await history.FetchAsync(feed, registered[at], cancellation));
            await inputs.ProcessAsync(inputsOfIt, cancellation);
            _known[(added[at].Venue, added[at].Symbol)] = (added[at], registered[at]);
        }
        return [.. instruments.Select(instrument => _known[(instrument.Venue, instrument.Symbol)].Defined)];
    }

    /// <summary>Forgets what was defined: another market is followed from now on.</summary>
    public void Forget() => _known.Clear();

    /// <summary>Takes notice of the rules that a venue has now: what changed is a new version for the store and for the engine.</summary>
    public async Task UpdateAsync(IReadOnlyList<Instrument> rules, CancellationToken cancellation)
    {
        foreach (Instrument read in rules)
        {
            Instrument fresh = read with { Id = default };
            if (!_known.TryGetValue((fresh.Venue, fresh.Symbol), out (Instrument Read, Instrument Defined) known) || known.Read == fresh) continue;
            Instrument defined = (await store.RegisterAsync([fresh], cancellation))[0];
            _known[(fresh.Venue, fresh.Symbol)] = (fresh, defined);
            if (defined == known.Defined) continue;
            LogChanged(StoredNames.Of(fresh.Venue), fresh.Symbol, defined.ToDecimal(new Engine.Amounts.Price(defined.TickSize)), defined.ToDecimal(new Engine.Amounts.Quantity(defined.LotSize)),
                defined.IsTrading);
            await inputs.ProcessAsync([Definition(defined)], cancellation);
        }
    }

    private static EngineInput Definition(Instrument instrument) => new() { Kind = EngineInputKind.InstrumentDefined, Instrument = instrument.Id, Definition = instrument };

    [LoggerMessage(4102, LogLevel.Warning, "{Venue} {Symbol}: the venue changed its rules: tick size {Tick}, lot size {Lot}, traded: {IsTrading}")]
    private partial void LogChanged(string venue, string symbol, decimal tick, decimal lot, bool isTrading);
}

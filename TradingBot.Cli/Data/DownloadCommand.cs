using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using TradingBot.Cli.Endpoints;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Settings;
using TradingBot.Exchanges;
using TradingBot.Exchanges.History;
using TradingBot.Exchanges.History.Files;
using TradingBot.Storage.History;

namespace TradingBot.Cli.Data;

/// <summary><c>tb data download</c>: history from the venue by REST. What is known already is not asked for again, so an interrupted download goes on.</summary>
internal static class DownloadCommand
{
    /// <summary>Trades younger than this may still be on their way into the venue's history.</summary>
    private static readonly TimeSpan TradesSettle = TimeSpan.FromSeconds(10);

    internal sealed record Answer(
        string Venue, string Symbol, string Kind, string? Interval, bool Simulated, DateTimeOffset From, DateTimeOffset To, string State, long RowsRead, long RowsStored, long RowsDifferent, string? Note);

    public static Command Create(DataOptions options, Connection connection, Output output, TextWriter errors)
    {
        var feed = new Option<string?>("--feed") { Description = "live (the exchange) or simulated. Default: Exchanges__Feed, else live." };
        feed.AcceptOnlyFromAmong("live", "simulated");
        var simulator = new Option<string?>("--simulator") { Description = "Address of the simulator, such as http://127.0.0.1:3005; means --feed simulated.", HelpName = "url" };
        var replace = new Option<bool>("--replace") { Description = "Replaces stored rows that say otherwise; without it they stay and are counted." };
        var command = new Command("download", "Fetches candles or trades from the venue, only what is not known yet. Ctrl-C keeps what is stored; the same command goes on.")
        {
            options.Venue, options.Symbol, options.Kind, options.Interval, options.From, options.To, feed, simulator, replace, options.Database,
        };
        command.Validators.Add(result =>
        {
            if (DataOptions.Given(result, options.Venue) is null) result.AddError("--venue is missing; it must be binance or kucoin.");
            if (DataOptions.Given(result, options.Symbol) is null) result.AddError("--symbol is missing; it must be such as BTC-USDT.");
            if (DataOptions.Given(result, options.From) is null) result.AddError("--from is missing; it must be a time such as 2026-01-01.");
            bool areCandles = DataOptions.Given(result, options.Kind) is null or "candles";
            if (areCandles && DataOptions.Given(result, options.Interval) is null) result.AddError("--interval is missing; candles need one such as 1m.");
            if (!areCandles && DataOptions.Given(result, options.Interval) is not null) result.AddError("--interval is for candles only.");
            if (DataOptions.Time(DataOptions.Given(result, options.From)) is { } from && DataOptions.Time(DataOptions.Given(result, options.To)) is { } to && to <= from) result.AddError("--to must be after --from.");
        });
        command.SetAction((parsed, cancellation) => DataStores.UseAsync(parsed.GetValue(options.Database), async stores =>
        {
            using VenueHistory venue = Open(DataOptions.VenueOf(parsed.GetRequiredValue(options.Venue)!), parsed.GetValue(feed), parsed.GetValue(simulator));
            var download = new Download(stores.History, venue, new SharedBlocks(venue.Blocks, stores.Blocks, TimeProvider.System), Progress.On(errors), TimeProvider.System, parsed.GetValue(replace));
            Answer answer = await RunAsync(stores, venue, download, parsed, options, cancellation);
            Write(answer, parsed.GetValue(connection.Json), output);
            return answer.State == "complete" && (answer.RowsDifferent == 0 || parsed.GetValue(replace)) ? ExitCode.Ok : answer.State == "unreachable" ? ExitCode.Unreachable : ExitCode.Failed;
        }));
        return command;
    }

    private static VenueHistory Open(Venue venue, string? feed, string? simulator)
    {
        Dictionary<string, string?> settings = [];
        if (simulator is not null) (settings["Exchanges:Feed"], settings[ExchangesOptions.SimulatorKey]) = ("simulated", simulator);
        if (feed is not null) settings["Exchanges:Feed"] = feed;
        try
        {
            return VenueHistory.Open(venue, new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(settings).Build(), TimeProvider.System);
        }
        catch (OptionsValidationException wrong)
        {
            throw new RefusedException(string.Join(Environment.NewLine, wrong.Failures));
        }
        catch (ExchangeKeyFoundException found)
        {
            throw new RefusedException(found.Message);
        }
    }

    private static async Task<Answer> RunAsync(DataStores stores, VenueHistory venue, Download download, ParseResult parsed, DataOptions options, CancellationToken cancellation)
    {
        string symbol = parsed.GetRequiredValue(options.Symbol)!;
        string kindName = parsed.GetValue(options.Kind) ?? "candles";
        int interval = parsed.GetValue(options.Interval) is { } length ? CandleLength.Read(length)!.Value : 0;
        if (interval > 0 && !venue.CandleSeconds.Contains(interval))
            throw new RefusedException($"{venue.Venue} has no candles of {CandleLength.Write(interval)}; it has {string.Join(", ", venue.CandleSeconds.Select(CandleLength.Write))}.");
        HistoryKind kind = interval > 0 ? HistoryKind.Candles : venue.TradesAre.Aggregated ? HistoryKind.AggregatedTrades : HistoryKind.Trades;
        if (kindName == "aggTrades" && kind != HistoryKind.AggregatedTrades) throw new RefusedException($"{venue.Venue} has no joined trades; use --kind trades.");
        string? note = kind == HistoryKind.Candles ? null
            : venue.TradesAre.Whole ? "Binance gives its past as aggTrades: the trades of one taker order at one price are one row, with the numbers of the first and the last."
            : "KuCoin gives the last 100 trades only; earlier ones can't be had from it and are listed as a gap.";
        try
        {
            DateTimeOffset now = await download.AskAsync(venue.FetchTimeAsync, cancellation);
            DateTimeOffset from = DataOptions.Time(parsed.GetValue(options.From))!.Value;
            DateTimeOffset to = DataOptions.Time(parsed.GetValue(options.To)) ?? now;
            DateTimeOffset present = interval > 0 ? now : now - TradesSettle;
            if (to > present) to = present;
            if (interval > 0) (from, to) = (OnGrid(from, interval, up: true), OnGrid(to, interval, up: false));
            if (from >= to) throw new RefusedException($"Between --from and {(interval > 0 ? "the last closed candle" : "the present")} lies nothing: it ends {to:yyyy-MM-ddTHH:mm:ssZ}, and nothing is fetched that may still change.");
            Instrument read = await download.AskAsync(stop => venue.FetchInstrumentAsync(symbol, stop), cancellation);
            // Prices read at the scales that are stored for ever, not at those of today's rules.
            Instrument instrument = (await stores.Instruments.RegisterAsync([read], cancellation))[0];
            HistorySeries series = new(instrument, kind, interval, venue.IsSimulated);
            (string state, StoredRows rows) = await download.RunAsync(series, from, to, cancellation);
            return new(parsed.GetRequiredValue(options.Venue)!, symbol, kind switch { HistoryKind.Candles => "candles", HistoryKind.Trades => "trades", _ => "aggTrades" },
                interval > 0 ? CandleLength.Write(interval) : null, venue.IsSimulated, from, to, state, rows.Read, rows.Stored, rows.Different, note);
        }
        catch (ExchangeException failure)
        {
            throw failure.Failure is ExchangeFailure.Unreachable ? new UnreachableException(failure.Message) : new RefusedException(failure.Message);
        }
    }

    private static DateTimeOffset OnGrid(DateTimeOffset time, int interval, bool up)
    {
        long ticks = interval * TimeSpan.TicksPerSecond;
        long past = (time - DateTimeOffset.UnixEpoch).Ticks;
        return DateTimeOffset.UnixEpoch.AddTicks((past + (up ? ticks - 1 : 0)) / ticks * ticks);
    }

    private static void Write(Answer answer, bool asJson, Output output)
    {
        if (asJson)
        {
            output.Json(answer);
            return;
        }
        output.Line(string.Create(CultureInfo.InvariantCulture,
            $"{answer.Venue} {answer.Symbol} {answer.Kind}{(answer.Interval is null ? "" : " " + answer.Interval)}{(answer.Simulated ? " (simulated)" : "")}, {answer.From:yyyy-MM-ddTHH:mm:ssZ} to {answer.To:yyyy-MM-ddTHH:mm:ssZ}: {answer.State}"));
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{answer.RowsRead:N0} rows read, {answer.RowsStored:N0} stored, {answer.RowsRead - answer.RowsStored:N0} known already, {answer.RowsDifferent:N0} of them with other values"));
        if (answer.Note is not null) output.Line(answer.Note);
        if (answer.State != "complete") output.Line("What was stored stays; the same command goes on from there.");
    }
}

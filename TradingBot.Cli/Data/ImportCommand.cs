using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Endpoints;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.History.Files;

namespace TradingBot.Cli.Data;

/// <summary><c>tb data import</c>: history from files, each all or nothing.</summary>
internal static class ImportCommand
{
    private const int DefaultDecimals = 8;

    /// <param name="File">Name without its folder.</param>
    /// <param name="State">stored, known (nothing was new), different (stored rows say otherwise) or refused.</param>
    /// <param name="Problem">Why it was refused.</param>
    /// <param name="Problems">The first rows that can't be taken.</param>
    internal sealed record FileAnswer(
        string File, string State, string? Kind, string? Interval, DateTimeOffset? From, DateTimeOffset? To, long Rows, long Stored, long Different, long Quiet, long Repeated, long Refused,
        int Gaps, string? Problem, IReadOnlyList<RowProblem> Problems);

    public static Command Create(DataOptions options, Connection connection, Output output, TextWriter errors)
    {
        var files = new Argument<string[]>("files") { Description = "Files .csv, .csv.gz or .zip: Binance's public dump (klines, trades, aggTrades) or timestamp,open,high,low,close,volume.", Arity = ArgumentArity.OneOrMore };
        var skipBad = new Option<bool>("--skip-bad") { Description = "Leaves rows out that can't be taken, and counts them; without it one of them refuses its file." };
        var replace = new Option<bool>("--replace") { Description = "Replaces stored rows that say otherwise; without it they stay and are counted." };
        var floatDust = new Option<bool>("--float-dust") { Description = "Takes 1395180.1000000001 for 1395180.1: what a program that counts in binary fractions left behind, below a 10^15th of the value." };
        var simulated = new Option<bool>("--simulated") { Description = "The files are of the simulator's market." };
        var priceDecimals = Decimals("--price-decimals", "prices");
        var quantityDecimals = Decimals("--quantity-decimals", "quantities");
        var command = new Command("import", "Reads files of history into the database, each all or nothing; bad rows are named by file, line and field.")
        {
            files, options.Venue, options.Symbol, options.Kind, options.Interval, skipBad, replace, floatDust, simulated, priceDecimals, quantityDecimals, options.Database,
        };
        command.Validators.Add(result =>
        {
            if (DataOptions.Given(result, options.Venue) is null) result.AddError("--venue is missing; it must be binance or kucoin.");
            if (DataOptions.Given(result, options.Symbol) is null) result.AddError("--symbol is missing; it must be such as BTC-USDT.");
        });
        command.SetAction((parsed, cancellation) => DataStores.UseAsync(parsed.GetValue(options.Database), async stores =>
        {
            Venue venue = DataOptions.VenueOf(parsed.GetRequiredValue(options.Venue)!);
            string symbol = parsed.GetRequiredValue(options.Symbol)!;
            Progress progress = Progress.On(errors);
            Instrument? instrument = await stores.FindAsync(venue, symbol, cancellation);
            if (instrument is null)
            {
                (int price, int quantity) = (parsed.GetValue(priceDecimals), parsed.GetValue(quantityDecimals));
                instrument = await stores.RegisterAsync(venue, symbol, price, quantity, cancellation);
                progress.Say(string.Create(CultureInfo.InvariantCulture,
                    $"{symbol} of {parsed.GetValue(options.Venue)} was not known: registered with {price} decimals of price and {quantity} of quantity, which stay for ever; it is traded only when a worker has read its rules."));
            }
            var import = new FileImport(stores.History, progress, parsed.GetValue(skipBad), parsed.GetValue(replace), parsed.GetValue(simulated));
            FileKind? kind = parsed.GetValue(options.Kind) switch { "candles" => FileKind.Candles, "trades" => FileKind.Trades, "aggTrades" => FileKind.AggregatedTrades, _ => null };
            int? interval = parsed.GetValue(options.Interval) is { } length ? CandleLength.Read(length) : null;
            List<FileAnswer> answers = [];
            foreach (string path in parsed.GetRequiredValue(files))
            {
                if (cancellation.IsCancellationRequested) break;
                FileAnswer answer = await import.RunAsync(new FileRequest(path, instrument, kind, interval, parsed.GetValue(floatDust)), cancellation);
                if (!parsed.GetValue(connection.Json)) Write(answer, output, errors);
                answers.Add(answer);
            }
            if (parsed.GetValue(connection.Json)) output.Json(answers);
            return answers.Count > 0 && answers.TrueForAll(answer => answer.State is "stored" or "known") ? ExitCode.Ok : ExitCode.Failed;
        }));
        return command;
    }

    private static Option<int> Decimals(string name, string what)
    {
        var option = new Option<int>(name) { Description = $"Decimals of {what} of an instrument that is not known yet, 0 to 12, both together at most 18; they stay for ever. Default: {DefaultDecimals}.", DefaultValueFactory = _ => DefaultDecimals };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 12) result.AddError($"{name} must be 0 to 12.");
        });
        return option;
    }

    private static void Write(FileAnswer answer, Output output, TextWriter errors)
    {
        foreach (RowProblem problem in answer.Problems) errors.WriteLine($"{answer.File} {problem}");
        if (answer.Refused > answer.Problems.Count) errors.WriteLine($"{answer.File}: and {answer.Refused - answer.Problems.Count} more rows");
        if (answer.Problem is not null)
        {
            errors.WriteLine(answer.Problem);
            return;
        }
        output.Line(string.Create(CultureInfo.InvariantCulture,
            $"{answer.File}: {answer.Kind}{(answer.Interval is null ? "" : " " + answer.Interval)} {answer.From:yyyy-MM-ddTHH:mm:ssZ} to {answer.To:yyyy-MM-ddTHH:mm:ssZ}, {answer.Rows:N0} rows: {answer.Stored:N0} stored, {answer.Quiet:N0} without trades, {answer.Repeated:N0} repeated, {answer.Refused:N0} left out, {answer.Different:N0} stored before with other values, {answer.Gaps} gaps in the file"));
    }
}

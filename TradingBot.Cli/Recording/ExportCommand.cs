using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Endpoints;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Recordings;
using TradingBot.Exchanges.Recordings.Verification;

namespace TradingBot.Cli.Recording;

/// <summary><c>tb recording export</c>: segments as lines that the exchange simulator plays.</summary>
internal static class ExportCommand
{
    internal sealed record Answer(string File, long Lines);

    public static Command Create(Connection connection, Option<string?> folder, Output output)
    {
        var files = new Argument<string[]>("files") { Description = "Segments. Default: all of the folder.", HelpName = "file", Arity = ArgumentArity.ZeroOrMore };
        var format = new Option<string>("--format") { Description = "lines: receive time in nanoseconds, a space, the raw JSON.", DefaultValueFactory = _ => "lines" };
        format.AcceptOnlyFromAmong("lines");
        var target = new Option<string>("--out") { Description = "File to write; must not exist.", Required = true, HelpName = "file" };
        var venue = new Option<string?>("--venue") { Description = "Only binance or kucoin." };
        venue.AcceptOnlyFromAmong("binance", "kucoin");
        var symbol = new Option<string?>("--symbol") { Description = "Only this instrument, such as BTC-USDT; the simulator plays one.", HelpName = "symbol" };
        var from = Time("--from", "Not before this time, such as 2026-11-24T16:00:00Z.");
        var to = Time("--to", "Not after this time.");
        var command = new Command("export", "Writes recorded frames as lines, for the exchange simulator (Recording:Files) and other programs.") { files, format, target, venue, symbol, from, to };
        command.SetAction((parsed, cancellation) =>
        {
            var selection = new ExportSelection(
                parsed.GetValue(venue) switch { "binance" => Venue.Binance, "kucoin" => Venue.KuCoin, _ => null }, parsed.GetValue(symbol), Parse(parsed.GetValue(from)), Parse(parsed.GetValue(to)));
            string file = parsed.GetRequiredValue(target);
            long lines = Export(RecordingFolder.Segments(parsed.GetValue(files) ?? [], parsed.GetValue(folder)), selection, file, new Progress(parsed.InvocationConfiguration.Error, "records"), cancellation);
            if (lines == 0)
            {
                File.Delete(file);
                throw new RefusedException("Nothing of the recording was selected; see tb recording list for what there is.");
            }
            if (parsed.GetValue(connection.Json)) output.Json(new Answer(file, lines));
            else output.Line(string.Create(CultureInfo.InvariantCulture, $"{lines:N0} lines in {file}"));
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static long Export(string[] segments, ExportSelection selection, string file, Progress progress, CancellationToken cancellation)
    {
        try
        {
            using FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write);
            return LineExport.Write(segments, selection, stream, progress.Report, cancellation);
        }
        catch (Exception wrong) when (wrong is RecordingException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"It can't be exported: {wrong.Message}");
        }
    }

    private static Option<string?> Time(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "time" };
        option.Validators.Add(result =>
        {
            string? text = result.GetValueOrDefault<string?>();
            if (text is not null && Parse(text) is null) result.AddError($"{name} is '{text}'; it must be a time such as 2026-11-24T16:00:00Z.");
        });
        return option;
    }

    private static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}

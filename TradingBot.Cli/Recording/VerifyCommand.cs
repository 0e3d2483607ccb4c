using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Endpoints;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Recordings;
using TradingBot.Exchanges.Recordings.Verification;

namespace TradingBot.Cli.Recording;

/// <summary><c>tb recording verify</c>: rebuilds every book of recorded files and compares it with what the venue published.</summary>
internal static class VerifyCommand
{
    public static Command Create(Connection connection, Option<string?> folder, Output output)
    {
        var files = new Argument<string[]>("files")
        {
            Description = "Files of one recording: segments (.tbr, .tbr.open), or lines of hftbacktest or cryptofeed, plain or gzip, of Binance spot or KuCoin. Default: all segments of the folder.",
            HelpName = "file",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("verify",
            "Rebuilds the books and compares them with the recorded best prices and trades, and the engine's inputs with what is derived again; exit code 1 on a mismatch, damage, or where nothing can be compared.") { files };
        command.SetAction((parsed, cancellation) =>
        {
            string[] named = RecordingFolder.Segments(parsed.GetValue(files) ?? [], parsed.GetValue(folder));
            RecordingVerification answer = Verify(named, new Progress(parsed.InvocationConfiguration.Error, "frames"), cancellation);
            if (parsed.GetValue(connection.Json)) output.Json(answer);
            else Write(output, answer);
            return Task.FromResult(answer.Holds && answer.IsCompared ? ExitCode.Ok : ExitCode.Failed);
        });
        return command;
    }

    private static RecordingVerification Verify(string[] files, Progress progress, CancellationToken cancellation)
    {
        try
        {
            return RecordedFiles.Verify(files, progress.Report, cancellation);
        }
        catch (Exception wrong) when (wrong is RecordingException or ExchangeException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{string.Join(", ", files.Select(Path.GetFileName))} can't be verified: {wrong.Message}");
        }
    }

    private static void Write(Output output, RecordingVerification answer)
    {
        output.Line(string.Create(CultureInfo.InvariantCulture,
            $"{answer.Files.Count} files ({answer.Format}), {answer.Frames:N0} frames, {answer.From:yyyy-MM-dd HH:mm:ss} to {answer.To:yyyy-MM-dd HH:mm:ss} UTC"));
        output.Line();
        output.Table([["MARKET", "SNAPSHOTS", "CHANGES", "MATCHES", "MISMATCHES", "INCOMPARABLE", "GAPS", "TRADES", "HOLES", "REPEATED"], .. answer.Markets.Select(Cells)]);
        foreach (MarketVerification market in answer.Markets.Where(market => market.FirstMismatch is not null)) output.Line($"{market.Venue} {market.Symbol}: {market.FirstMismatch}");
        output.Line();
        if (answer.Inputs is { } inputs)
        {
            output.Line(string.Create(CultureInfo.InvariantCulture,
                $"Inputs of the engine {inputs.First} to {inputs.Last}: {inputs.Same} the same, {inputs.Different} different, {inputs.Unknown} not derivable, {inputs.Missing} missing"));
        }
        foreach (string note in answer.Notes) output.Line($"Note: {note}");
        foreach (string damage in answer.Damages) output.Line($"DAMAGED: {damage}");
        foreach (MarketVerification market in answer.Markets.Where(market => !market.IsCompared))
            output.Line($"{market.Venue} {market.Symbol}: none of {market.Incomparable} published best prices could be compared, for there is no snapshot that a book could start from; name the file that comes before as well, first");
        output.Line(!answer.Holds ? "DOES NOT HOLD: see above."
            : answer.IsCompared ? "HOLDS: every comparable best price, every derived input and every checksum is right."
            : "NOT COMPARED: what is there is whole, but it proves no book; see above.");
    }

    private static string[] Cells(MarketVerification market) =>
    [
        $"{market.Venue} {market.Symbol}",
        .. new[] { market.Snapshots, market.Changes, market.Matches, market.Mismatches, market.Incomparable, market.Gaps, market.Trades, market.TradeHoles, market.Repeated }
            .Select(count => count.ToString(CultureInfo.InvariantCulture)),
    ];
}

using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Data;
using TradingBot.Cli.Endpoints;
using TradingBot.Cli.Recording;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Research.Drift;

namespace TradingBot.Cli.Replay;

/// <summary><c>tb drift</c>: a strategy's live trades beside those of a backtest over the recording of the same time.</summary>
internal static class DriftCommand
{
    public static Command Create(Connection connection, Output output)
    {
        ReplayOptions options = new();
        var strategy = new Option<string>("--strategy") { Description = "Id of the strategy within its account.", HelpName = "id", Required = true };
        var set = new Option<string[]>("--set") { Description = "Another value of a parameter for the backtest; may be given again.", HelpName = "name=value" };
        set.Validators.Add(result =>
        {
            foreach (string text in result.GetValueOrDefault<string[]>() ?? [])
                if (Read(text) is null) result.AddError($"--set is '{text}'; it must be name=value, such as slowBars=30.");
        });
        var command = new Command("drift",
            "Runs a strategy over the recording as a backtest and compares it trade by trade with what it did live; each difference says what it comes of: data, timing, risk or configuration. Exit code 1 where there is one.")
        {
            options.Account, strategy, set, options.From, options.To, options.Folder, options.Database,
        };
        command.SetAction((parsed, cancellation) => DataStores.UseAsync(parsed.GetValue(options.Database), async stores =>
        {
            AccountId account = new(parsed.GetValue(options.Account));
            List<EngineEvent> journal = await stores.Journal.ReadAsync(account, after: 0, cancellation).ToListAsync(cancellation);
            if (journal.Count == 0) throw new RefusedException($"The journal has no account {account.Value}.");
            Dictionary<string, decimal> changed = (parsed.GetValue(set) ?? []).Select(text => Read(text)!.Value).GroupBy(pair => pair.Name).ToDictionary(pair => pair.Key, pair => pair.Last().Value);
            DriftRun run = new(account, parsed.GetValue(strategy)!, changed, journal, options.FromNs(parsed), options.ToNs(parsed));
            foreach (RecordedSession session in RecordedSession.Find(RecordingFolder.Segments([], parsed.GetValue(options.Folder)))) run.Repeat(session, cancellation);
            (DriftReport report, Instrument instrument, IReadOnlyList<string> notes) = run.Result();
            if (parsed.GetValue(connection.Json)) output.Json(DriftAnswer.Of(report, instrument, notes));
            else Write(output, DriftAnswer.Of(report, instrument, notes));
            return report.Differences.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
        }));
        return command;
    }

    private static (string Name, decimal Value)? Read(string text) =>
        text.Split('=') is [{ Length: > 0 } name, { } value] && decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) ? (name, number) : null;

    private static void Write(Output output, DriftAnswer answer)
    {
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{answer.LiveTrades} trades live, {answer.BacktestTrades} in the backtest, {answer.Same} the same, {answer.Differences.Count} differences"));
        foreach (string note in answer.Notes) output.Line($"Note: {note}");
        if (answer.Differences.Count > 0)
            output.Table([["TIME", "LIVE", "BACKTEST", "CAUSE", "WHAT"], .. answer.Differences.Select(one => new[] { one.Time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture), one.Live ?? "-", one.Backtest ?? "-", one.Cause, one.What })]);
        output.Line(answer.Differences.Count == 0 ? "NO DRIFT: every trade is the same, in time, price, quantity, fee and data." : "DRIFT: see above.");
    }
}

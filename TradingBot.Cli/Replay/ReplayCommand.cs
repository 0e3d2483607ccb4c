using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Data;
using TradingBot.Cli.Endpoints;
using TradingBot.Cli.Recording;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;

namespace TradingBot.Cli.Replay;

/// <summary><c>tb replay</c>: repeats recorded sessions and compares them with an account's journal, bit for bit.</summary>
internal static class ReplayCommand
{
    public static Command Create(Connection connection, Output output)
    {
        ReplayOptions options = new();
        var command = new Command("replay",
            "Gives an engine what the recorded sessions gave theirs and compares events and state hash of an account with its journal, bit for bit; exit code 1 on the first difference, or where the recordings don't explain all.")
        {
            options.Account, options.From, options.To, options.Folder, options.Database,
        };
        command.SetAction((parsed, cancellation) => DataStores.UseAsync(parsed.GetValue(options.Database), async stores =>
        {
            AccountId account = new(parsed.GetValue(options.Account));
            List<EngineEvent> journal = await stores.Journal.ReadAsync(account, after: 0, cancellation).ToListAsync(cancellation);
            if (journal.Count == 0) throw new RefusedException($"The journal has no account {account.Value}.");
            AccountReplay replay = new(account, journal, options.FromNs(parsed), options.ToNs(parsed));
            foreach (RecordedSession session in RecordedSession.Find(RecordingFolder.Segments([], parsed.GetValue(options.Folder)))) replay.Repeat(session, cancellation);
            ReplayResult result = replay.Result();
            if (parsed.GetValue(connection.Json)) output.Json(result);
            else Write(output, result);
            return result.Holds ? ExitCode.Ok : ExitCode.Failed;
        }));
        return command;
    }

    private static void Write(Output output, ReplayResult result)
    {
        output.Line(string.Create(CultureInfo.InvariantCulture,
            $"{result.Sessions} sessions, {result.Inputs:N0} inputs; {result.Same:N0} of {result.Journaled:N0} events of the journal the same, {result.Discarded:N0} decided and never committed, {result.Hashes} state hashes compared"));
        foreach (string note in result.Notes) output.Line($"Note: {note}");
        if (result.Difference is { } difference)
        {
            output.Line($"DIFFERS at event {difference.Sequence} of the account, session {difference.Session}: {difference.What}");
            output.Line($"  journal: {difference.Journal ?? "nothing"}");
            output.Line($"  replay:  {difference.Replay ?? "nothing"}");
        }
        else if (result.NotCovered > 0) output.Line($"NOT PROVEN: {result.NotCovered} events of the journal come of no session that is recorded here.");
        else if (result.Same == 0) output.Line("NOT PROVEN: the journal has no event in this time.");
        else output.Line("THE SAME: every event and every state, bit for bit.");
    }
}

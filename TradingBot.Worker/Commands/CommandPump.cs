using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Orders;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Crashes;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Leases;
using TradingBot.Storage.Names;
using TradingBot.Storage.Notifications;
using TradingBot.Storage.Reading;
using TradingBot.Storage.Reports;
using TradingBot.Worker.Hosting;
using TradingBot.Worker.Reports;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Commands;

/// <summary>Reads this worker's commands from the store, in order of arrival, and hands them to the trading loop as long as the journal keeps up.</summary>
internal sealed partial class CommandPump(
    CommandInbox inbox, NotificationListener listener, TradingLoop loop, TradingInputs inputs, CommandsInHand inHand, LeaseStore leases, ReportDesk reports,
    IDbContextFactory<TradingBotDbContext> database, WorkerIdentity worker, ILogger<CommandPump> logger) : BackgroundService
{
    private const int InHandMax = 512;
    private static readonly TimeSpan LookAtLeast = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BusyDelay = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        NotificationSignal signal = listener.Listen(NotificationChannels.Commands);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (!loop.IsAccepting || inHand.Ids.Length >= InHandMax)
                {
                    await Task.Delay(BusyDelay, stoppingToken);
                    continue;
                }
                if (!await PumpAsync(stoppingToken)) await signal.WaitAsync(LookAtLeast, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what was not taken stays in the store.
        }
        finally
        {
            listener.Forget(signal);
        }
    }

    /// <returns>Whether there was anything.</returns>
    private async Task<bool> PumpAsync(CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<PendingCommand> pending = await inbox.ReadAsync(worker.Id, inHand.Ids, InHandMax, cancellation);
            if (pending.Count == 0) return false;
            CrashTest.Pass(CrashPoint.CommandRead);
            CommandTranslation translation = new(loop.Instruments);
            HashSet<Guid> blocked = [];
            foreach (PendingCommand command in pending)
            {
                // Commands of an account stay in order: one that cannot go now holds the later ones back.
                if (!blocked.Contains(command.AccountId) && !await HandOverAsync(command, translation, cancellation)) blocked.Add(command.AccountId);
            }
            return blocked.Count == 0;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or InvalidOperationException { InnerException: NpgsqlException })
        {
            LogUnreadable(failure.Message);
            return false;
        }
    }

    private async Task<bool> HandOverAsync(PendingCommand pending, CommandTranslation translation, CancellationToken cancellation)
    {
        AccountId account = new(pending.AccountId);
        long? lease = null;
        if (!loop.Leases.ContainsKey(account))
        {
            if (pending.Body is not OpenAccountBody) return await RefuseUnknownAsync(pending, cancellation);
            if (await leases.AcquireNewAsync(worker.Id, account, cancellation) is not { } taken) return false;
            lease = taken;
        }
        if (loop.DamageOf(account) is { } damage)
        {
            await inbox.AnswerAsync(pending.CommandId, new("journalDamaged", $"The account rests, since its journal is damaged: {damage}. Nothing was done; it goes on when it is restored from a backup."), cancellation);
            return true;
        }
        if (pending.Body is GenerateReportBody report) return await ReportAsync(pending, report, cancellation);
        StoredStrategy? existing = pending.Body is ConfigureStrategyBody configure ? await FindStrategyAsync(account, configure.StrategyId, cancellation) : null;
        if (!translation.TryTranslate(pending, existing, out Command? command, out CommandReply? refusal))
        {
            await inbox.AnswerAsync(pending.CommandId, refusal!, cancellation);
            return true;
        }
        long receivedAt = Stopwatch.GetTimestamp();
        if (inHand.Add(pending.CommandId, receivedAt)) await inputs.SendAsync(new HostMessage.CommandArrived(command!, receivedAt, lease), cancellation);
        return true;
    }

    // Not ours: either nobody's, or free and about to be taken with the next look at the leases.
    private async Task<bool> RefuseUnknownAsync(PendingCommand pending, CancellationToken cancellation)
    {
        await using TradingBotDbContext read = await database.CreateDbContextAsync(cancellation);
        bool comes = await read.Accounts.AnyAsync(row => row.AccountId == pending.AccountId, cancellation)
            // Only where it is opened before: a command that came first would hold back the very command that it waits for.
            || await read.Commands.AnyAsync(row => row.AccountId == pending.AccountId && row.Kind == "open_account" && row.State == "pending" && row.Sequence < pending.Sequence, cancellation);
        if (comes) return false;
        await inbox.AnswerAsync(pending.CommandId, new(StoredNames.Of(RejectReason.UnknownAccount), $"account {pending.AccountId} is not known"), cancellation);
        return true;
    }

    private async Task<bool> ReportAsync(PendingCommand pending, GenerateReportBody wanted, CancellationToken cancellation)
    {
        CommandReply reply;
        if (wanted.ReportKind != ReportDesk.DailyPerformance) reply = Invalid($"kind is '{wanted.ReportKind}'; it should be {ReportDesk.DailyPerformance}");
        else if (wanted.PeriodEnd <= wanted.PeriodStart) reply = Invalid("the period's end should be after its start");
        else
        {
            StoredReport made = await reports.MakeAsync(new(pending.AccountId), wanted.PeriodStart, wanted.PeriodEnd, scheduled: false, pending.Actor, cancellation);
            reply = new(StoredNames.Of(RejectReason.None), ReportId: made.ReportId);
        }
        await inbox.AnswerAsync(pending.CommandId, reply, cancellation);
        return true;
    }

    private static CommandReply Invalid(string message) => new(StoredNames.Of(RejectReason.InvalidParameter), message);

    private async Task<StoredStrategy?> FindStrategyAsync(AccountId account, string strategyId, CancellationToken cancellation)
    {
        await using TradingBotDbContext read = await database.CreateDbContextAsync(cancellation);
        StrategyRow? row = await read.Strategies.SingleOrDefaultAsync(candidate => candidate.AccountId == account.Value && candidate.StrategyId == strategyId, cancellation);
        return row is null ? null : new(
            new(row.StrategyId, row.Kind, new(row.InstrumentId), row.BarSeconds, JsonSerializer.Deserialize<Dictionary<string, decimal>>(row.Parameters, JournalJson.Options)!), row.IsRunning);
    }

    [LoggerMessage(3401, LogLevel.Warning, "Commands cannot be read: {Reason}")]
    private partial void LogUnreadable(string reason);
}

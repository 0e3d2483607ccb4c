using System.Runtime.CompilerServices;
using Npgsql;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Simulation.Scheduling;
using TradingBot.Storage.Control;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Leases;

namespace TradingBot.Simulation.Storing;

/// <summary>A worker's way to the database: requests and answers take their time, and either may be lost.</summary>
internal sealed class StoreConnection(Schedule schedule, SimulatedStore store, Lane lane, Func<Faults> faults, PlantedBug bug, Action answered)
    : ILeaseStore, IJournalWriter, IJournalReader, IControlReader
{
    private const double PatienceMs = 2_000;

    /// <summary>Asks the database something; what is done there is done at once.</summary>
    public Task<T> AskAsync<T>(Func<T> ask) => AskAsync<T>(reply => reply(ask()));

    public async Task<IReadOnlyDictionary<AccountId, long>> AcquireFreeAsync(string workerId, CancellationToken cancellation) =>
        await UpdateAsync(() => store.FreeFor(workerId), () => store.TakeFree(workerId, store.FreeFor(workerId)));

    public Task<int> ReadShareAsync(string workerId, CancellationToken cancellation) => AskAsync(() => store.ShareOf(workerId));

    public Task<IReadOnlyDictionary<AccountId, long>> AcquireOwnAsync(string workerId, CancellationToken cancellation) =>
        UpdateAsync(() => [.. store.Leases.Where(lease => lease.Value.Worker == workerId).Select(lease => lease.Key)], () => store.TakeOwn(workerId));

    public Task<long?> AcquireNewAsync(string workerId, AccountId account, CancellationToken cancellation) =>
        UpdateAsync(() => [account.Value], () => store.TryTake(workerId, account.Value) ? store.Leases[account.Value].Epoch : (long?)null);

    public Task<IReadOnlySet<AccountId>> RenewAsync(
        string workerId, IReadOnlyDictionary<AccountId, long> leases, IReadOnlyDictionary<int, TradeMark>? followed, CancellationToken cancellation) =>
        UpdateAsync(() => [.. leases.Keys.Select(account => account.Value)], () => store.Renew(workerId, leases, followed));

    public Task ReleaseAsync(string workerId, IReadOnlyDictionary<AccountId, long> leases, CancellationToken cancellation) =>
        UpdateAsync(() => [.. leases.Keys.Select(account => account.Value)], () =>
        {
            store.Release(workerId, leases);
            return true;
        });

    public Task ReleaseAllAsync(string workerId, CancellationToken cancellation) => throw new NotSupportedException("workers of a simulated run are killed, not stopped");

    public async Task<ControlSnapshot> ReadAsync(CancellationToken cancellation)
    {
        StoredControl control = await AskAsync(() => store.Control);
        return new(control.Mode == Engine.TradingMode.Stopped, control.Mode == Engine.TradingMode.Maintenance, control.Epoch, control.Epoch, control.Mode.ToString(), "tester", null, 0, null, default);
    }

    public async IAsyncEnumerable<EngineEvent> ReadAsync(AccountId account, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<string> journal = await AskAsync<IReadOnlyList<string>>(() => JournalOf(account.Value));
        foreach (string payload in journal.Skip((int)after)) yield return JournalJson.ReadEvent(payload);
    }

    public Task<JournalResult> CommitAsync(string workerId, IReadOnlyDictionary<AccountId, long> leases, JournalBatch batch, CancellationToken cancellation)
    {
        TaskCompletionSource<JournalResult> result = new();
        Faults present = faults();
        void Answer(JournalOutcome outcome) => lane.Complete(() =>
        {
            if (bug == PlantedBug.UnknownIsStored && outcome == JournalOutcome.Unknown) outcome = JournalOutcome.Committed;
            if (!result.TrySetResult(new(outcome, outcome.ToString()))) return;
            schedule.Say($"{workerId}: {batch.Events.Count} events, {batch.Completions.Count} answers: {outcome}");
            answered();
        });
        // Whatever happens, the connection is given up at last, as the driver's command timeout does.
        lane.CompleteAfter(Schedule.Ms(15_000), () => Answer(JournalOutcome.Unknown));
        if (bug == PlantedBug.TellsBeforeCommit) Answer(JournalOutcome.Committed);
        long arrives = schedule.Between(0.1, 3);
        if (schedule.OneIn(present.LostRequests))
        {
            schedule.After(arrives, () => Answer(JournalOutcome.Unknown));
            return result.Task;
        }
        bool isAnswerLost = schedule.OneIn(present.LostReplies);
        long takes = schedule.OneIn(present.SlowCommits) ? schedule.Between(500, 12_000) : schedule.Between(0.2, 5);
        if (schedule.OneIn(present.LateArrivals))
        {
            schedule.After(arrives, () => Answer(JournalOutcome.Unknown));
            arrives += schedule.Between(1, 6_000);
        }
        schedule.After(arrives, () => store.Commit(workerId, leases, batch, takes, outcome => schedule.After(schedule.Between(0.1, 3), () => Answer(isAnswerLost ? JournalOutcome.Unknown : outcome))));
        return result.Task;
    }

    private IReadOnlyList<string> JournalOf(Guid account)
    {
        if (!store.Accounts.TryGetValue(account, out StoredAccount? stored)) return [];
        long until = schedule.NowNs - Schedule.Ms(bug == PlantedBug.StaleJournal ? 2_000 : 0);
        return [.. stored.Journal.Where((_, place) => stored.StoredAtNs[place] <= until)];
    }

    private Task<T> UpdateAsync<T>(Func<IReadOnlyList<Guid>> rows, Func<T> update) => AskAsync<T>(reply => store.Update(rows, () => reply(update())));

    private Task<T> AskAsync<T>(Action<Action<T>> ask)
    {
        TaskCompletionSource<T> result = new();
        Faults present = faults();
        bool isAnswerLost = schedule.OneIn(present.LostReplies);
        lane.CompleteAfter(Schedule.Ms(PatienceMs), () =>
        {
            if (result.TrySetException(new NpgsqlException("the database did not answer in time"))) answered();
        });
        if (schedule.OneIn(present.LostRequests)) return result.Task;
        schedule.After(schedule.Between(0.1, 3), () => ask(value =>
        {
            if (isAnswerLost) return;
            schedule.After(schedule.Between(0.1, 3), () => lane.Complete(() =>
            {
                if (result.TrySetResult(value)) answered();
            }));
        }));
        return result.Task;
    }
}

using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Simulation.Scheduling;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Leases;

namespace TradingBot.Simulation.Storing;

/// <summary>The database: rows, row locks, and the laws that PostgreSQL keeps for the product (migrations 0001 to 0012), each under the name that it has there.</summary>
internal sealed class SimulatedStore(Schedule schedule, PlantedBug bug)
{
    private static readonly long LeaseNs = LeaseStore.Duration.Ticks * 100;
    private static readonly long HeardWithinNs = Schedule.Ms(8_000);

    private readonly List<Waiting> _waiting = [];
    private readonly List<Transaction> _open = [];
    private long _commands;

    public SortedDictionary<Guid, StoredAccount> Accounts { get; } = [];

    public SortedDictionary<Guid, StoredLease> Leases { get; } = [];

    public Dictionary<Guid, StoredCommand> Commands { get; } = [];

    public Dictionary<(string Actor, string Key), List<StoredCommand>> Keys { get; } = [];

    public SortedDictionary<string, StoredWorker> Workers { get; } = new(StringComparer.Ordinal);

    public StoredControl Control { get; private set; } = new(TradingMode.Running, 1);

    /// <summary>What is told to workers that listen for commands.</summary>
    public event Action? CommandStored;

    /// <summary>What was stored, for the checks.</summary>
    public List<StoredBatch> Batches { get; } = [];

    /// <summary>What the database itself finds wrong with what it was made to store; only a planted bug gets so far.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Transactions by how they ended.</summary>
    public int[] Outcomes { get; } = new int[5];

    private long Now => schedule.NowNs;

    /// <summary>Stores a command under its key, as <c>CommandQueue.SubmitAsync</c> does in one statement.</summary>
    public (SubmissionState State, StoredCommand Command) Submit(CommandSubmission submission)
    {
        (string, string) key = (submission.Actor, submission.IdempotencyKey);
        if (!Keys.TryGetValue(key, out List<StoredCommand>? stored)) Keys.Add(key, stored = []);
        if (stored.Count > 0 && bug != PlantedBug.KeyNotUnique)
        {
            if (stored[0].Command.Body != submission.Body) return (SubmissionState.OtherBody, stored[0]);
            return (stored[0].Answer is null ? SubmissionState.InProgress : SubmissionState.Answered, stored[0]);
        }
        StoredCommand command = new() { Command = new(++_commands, submission.CommandId, submission.AccountId, submission.Actor, submission.Body) };
        stored.Add(command);
        Commands.Add(submission.CommandId, command);
        CommandStored?.Invoke();
        return (SubmissionState.New, command);
    }

    /// <summary><c>CommandInbox.ReadAsync</c>.</summary>
    public IReadOnlyList<PendingCommand> Pending(string worker, HashSet<Guid> inHand, int limit) =>
        [.. Commands.Values.Where(command => command.Answer is null && !inHand.Contains(command.Command.CommandId)
                && !(Leases.TryGetValue(command.Command.AccountId, out StoredLease? lease) && lease.Worker != worker && lease.ExpiresAtNs > Now))
            .Select(command => command.Command).OrderBy(command => command.Sequence).Take(limit)];

    /// <summary><c>complete_commands</c>; false where one of them was answered already.</summary>
    public bool TryAnswer(IReadOnlyList<CommandCompletion> completions)
    {
        if (bug != PlantedBug.AnsweredTwice && completions.Any(completion => !Commands.TryGetValue(completion.CommandId, out StoredCommand? command) || command.Answer is not null)) return false;
        foreach (CommandCompletion completion in completions)
        {
            StoredCommand command = Commands[completion.CommandId];
            command.Answer = completion.Reply;
            command.Answers++;
        }
        return true;
    }

    public void Beat(string worker, bool takesAccounts) => Workers[worker] = new(Now, takesAccounts);

    public int ShareOf(string worker)
    {
        HashSet<string> live = [worker, .. Workers.Where(known => known.Value.TakesAccounts && known.Value.HeardAtNs > Now - HeardWithinNs).Select(known => known.Key)];
        int before = live.Count(other => string.CompareOrdinal(other, worker) < 0);
        return Accounts.Count / live.Count + (before < Accounts.Count % live.Count ? 1 : 0);
    }

    /// <summary>Free accounts that a worker may take now, as many as are missing to its share.</summary>
    public IReadOnlyList<Guid> FreeFor(string worker)
    {
        int held = Leases.Count(lease => lease.Value.Worker == worker && lease.Value.ExpiresAtNs > Now && Accounts.ContainsKey(lease.Key));
        return [.. Accounts.Keys.Where(account => !Leases.TryGetValue(account, out StoredLease? lease) || lease.ExpiresAtNs <= Now).Take(Math.Max(0, ShareOf(worker) - held))];
    }

    public IReadOnlyDictionary<AccountId, long> TakeFree(string worker, IReadOnlyList<Guid> accounts) =>
        accounts.Where(account => TryTake(worker, account)).ToDictionary(account => new AccountId(account), account => Leases[account].Epoch);

    public bool TryTake(string worker, Guid account)
    {
        if (!Leases.TryGetValue(account, out StoredLease? lease)) Leases.Add(account, new() { Worker = worker, Epoch = 1, ExpiresAtNs = Now + LeaseNs });
        else if (lease.ExpiresAtNs > Now) return false;
        else (lease.Worker, lease.Epoch, lease.ExpiresAtNs) = (worker, lease.Epoch + 1, Now + LeaseNs);
        return true;
    }

    public IReadOnlyDictionary<AccountId, long> TakeOwn(string worker)
    {
        Dictionary<AccountId, long> taken = [];
        foreach ((Guid account, StoredLease lease) in Leases)
        {
            if (lease.Worker != worker) continue;
            (lease.Epoch, lease.ExpiresAtNs) = (lease.Epoch + 1, Now + LeaseNs);
            taken.Add(new(account), lease.Epoch);
        }
        return taken;
    }

    public IReadOnlySet<AccountId> Renew(string worker, IReadOnlyDictionary<AccountId, long> held, IReadOnlyDictionary<int, TradeMark>? followed)
    {
        HashSet<AccountId> renewed = [];
        foreach ((AccountId account, long epoch) in held)
        {
            if (!Holds(worker, account.Value, epoch)) continue;
            StoredLease lease = Leases[account.Value];
            lease.ExpiresAtNs = Now + LeaseNs;
            if (followed is not null) (lease.Followed, lease.FollowedAtNs) = (followed, Now);
            renewed.Add(account);
        }
        return renewed;
    }

    public void Release(string worker, IReadOnlyDictionary<AccountId, long> held)
    {
        foreach ((AccountId account, long epoch) in held)
            if (Holds(worker, account.Value, epoch)) Leases[account.Value].ExpiresAtNs = Now;
    }

    /// <summary>An update of lease rows waits until no transaction holds one of them; which they are is found out again each time.</summary>
    public void Update(Func<IReadOnlyList<Guid>> rows, Action update)
    {
        Waiting waiting = new(rows, update);
        if (!TryUpdate(waiting)) _waiting.Add(waiting);
    }

    /// <summary>A stop, or anything else that moves the epoch. A transaction that holds the row for longer than a stop may wait is ended.</summary>
    public void ChangeControl(TradingMode mode, Action done)
    {
        if (_open.Count == 0 || bug == PlantedBug.NoRowLocks)
        {
            Control = new(mode, Control.Epoch + 1);
            done();
            return;
        }
        schedule.After(Schedule.Ms(200), () =>
        {
            foreach (Transaction hanging in _open.Where(open => open.BegunAtNs < Now - Schedule.Ms(150)).ToArray()) End(hanging, JournalOutcome.Unknown);
            ChangeControl(mode, done);
        });
    }

    /// <summary>A journal transaction: the guard, then the rest after a while, then the outcome.</summary>
    /// <param name="worker">Who writes.</param>
    /// <param name="leases">Under which epochs.</param>
    /// <param name="batch">What.</param>
    /// <param name="takesNs">From guard to commit.</param>
    /// <param name="ended">Is told the outcome, by the database.</param>
    public void Commit(string worker, IReadOnlyDictionary<AccountId, long> leases, JournalBatch batch, long takesNs, Action<JournalOutcome> ended)
    {
        Guid[] accounts = [.. batch.Events.Select(happened => happened.Account.Value).Concat(batch.Completions.Select(completion => completion.Account.Value))
            .Where(account => leases.ContainsKey(new(account))).Distinct().Order()];
        Transaction transaction = new(worker, accounts, leases, batch, Now, ended);
        if (accounts.Any(account => !IsGuardPassed(worker, account, leases[new(account)])))
        {
            End(transaction, JournalOutcome.LeaseLost);
            return;
        }
        if (bug != PlantedBug.NoControlEpoch && Control.Epoch != batch.ControlEpoch)
        {
            End(transaction, JournalOutcome.ControlMoved);
            return;
        }
        foreach (Guid account in accounts)
            if (Leases.TryGetValue(account, out StoredLease? lease)) lease.Holders++;
        transaction.Holds = true;
        _open.Add(transaction);
        schedule.After(takesNs, () =>
        {
            if (!transaction.IsEnded) End(transaction, TryApply(transaction) ? JournalOutcome.Committed : JournalOutcome.Refused);
        });
    }

    private bool IsGuardPassed(string worker, Guid account, long epoch) => Leases.TryGetValue(account, out StoredLease? lease)
        && (bug == PlantedBug.NoFencing || (lease.Worker == worker && lease.Epoch == epoch))
        && (bug == PlantedBug.NoFencing || lease.ExpiresAtNs > Now);

    private bool Holds(string worker, Guid account, long epoch) =>
        Leases.TryGetValue(account, out StoredLease? lease) && lease.Worker == worker && lease.Epoch == epoch && lease.ExpiresAtNs > Now;

    private bool TryUpdate(Waiting waiting)
    {
        if (bug != PlantedBug.NoRowLocks && waiting.Rows().Any(account => Leases.TryGetValue(account, out StoredLease? lease) && lease.Holders > 0)) return false;
        waiting.Update();
        return true;
    }

    private void End(Transaction transaction, JournalOutcome outcome)
    {
        transaction.IsEnded = true;
        Outcomes[(int)outcome]++;
        _open.Remove(transaction);
        if (transaction.Holds)
        {
            foreach (Guid account in transaction.Accounts)
                if (Leases.TryGetValue(account, out StoredLease? lease)) lease.Holders--;
        }
        transaction.Ended(outcome);
        foreach (Waiting waiting in _waiting.ToArray())
            if (TryUpdate(waiting)) _waiting.Remove(waiting);
    }

    private bool TryApply(Transaction transaction)
    {
        JournalBatch batch = transaction.Batch;
        IGrouping<Guid, EngineEvent>[] accounts = [.. batch.Events.GroupBy(happened => happened.Account.Value)];
        if (accounts.Any(account => !ContinuesHead(account.Key, account))) return false;
        if (batch.Events.Any(happened => happened.Postings.GroupBy(posting => posting.Asset).Any(asset => asset.Aggregate(Int128.Zero, (sum, posting) => sum + posting.Amount.Units) != 0))) return false;
        if (batch.Completions.Count > 0 && !TryAnswer(batch.Completions)) return false;
        foreach (IGrouping<Guid, EngineEvent> account in accounts) Append(transaction, account.Key, [.. account]);
        return true;
    }

    private bool ContinuesHead(Guid account, IEnumerable<EngineEvent> events)
    {
        long head = Accounts.TryGetValue(account, out StoredAccount? stored) ? stored.Journal.Count : 0;
        return events.All(happened => happened.AccountSequence == ++head);
    }

    private void Append(Transaction transaction, Guid account, EngineEvent[] events)
    {
        if (!Accounts.TryGetValue(account, out StoredAccount? stored)) Accounts.Add(account, stored = new());
        // What the guard is for, asked once more at the very commit.
        if (!Holds(transaction.Worker, account, transaction.Leases[new(account)]) && !(Leases[account].ExpiresAtNs <= Now && Leases[account].Epoch == transaction.Leases[new(account)]))
            Broken.Add($"I2 {transaction.Worker} stored events of {account} under epoch {transaction.Leases[new(account)]}, which was {Leases[account].Worker}'s under {Leases[account].Epoch}");
        if (Control.Epoch != transaction.Batch.ControlEpoch) Broken.Add($"I1 {transaction.Worker} stored what was decided under control epoch {transaction.Batch.ControlEpoch}; it was {Control.Epoch}");
        Batches.Add(new(transaction.Worker, transaction.Batch.ControlEpoch, Control.Mode, new(account), events[0].AccountSequence, events.Length));
        foreach (EngineEvent happened in events)
        {
            stored.Journal.Add(JournalJson.Write(happened));
            stored.StoredAtNs.Add(Now);
            stored.HeadInputSequence = Math.Max(stored.HeadInputSequence, happened.InputSequence);
            stored.HeadTimeNs = Math.Max(stored.HeadTimeNs, happened.TimeNs);
        }
    }

    private sealed record Waiting(Func<IReadOnlyList<Guid>> Rows, Action Update);

    private sealed record Transaction(string Worker, Guid[] Accounts, IReadOnlyDictionary<AccountId, long> Leases, JournalBatch Batch, long BegunAtNs, Action<JournalOutcome> Ended)
    {
        public bool Holds { get; set; }

        public bool IsEnded { get; set; }
    }
}

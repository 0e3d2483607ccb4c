using System.Collections.Concurrent;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Recovery;
using TradingBot.Storage.Leases;

namespace TradingBot.Worker.Trading;

/// <summary>The loop's side towards the leases: accounts come, are lost, and leave in an orderly way.</summary>
internal sealed partial class TradingLoop
{
    private static readonly TimeSpan MarkInterval = TimeSpan.FromSeconds(1);

    private readonly List<LeavingAccounts> _leaving = [];
    private readonly ConcurrentDictionary<AccountId, string> _damaged = new();
    private volatile IReadOnlyDictionary<int, TradeMark>? _followed;
    private IReadOnlyDictionary<int, TradeMark>? _followedAtCommit;
    private long _markedAt;

    private void Lose(IReadOnlyCollection<AccountId> lost)
    {
        if (!lost.Any(_leases.ContainsKey)) return;
        LogLost(lost.Count);
        Discard("a lease was lost");
    }

    private void Adopt(LoadedAccounts taken)
    {
        if (!_isLive) return; // Loading takes everything that is this worker's anyway.
        // An epoch that is not above the known one was read before the accounts were loaded.
        AccountId[] fresh = [.. taken.Leases.Where(lease => !_leases.TryGetValue(lease.Key, out long known) || known < lease.Value).Select(lease => lease.Key)];
        Enter(taken, fresh);
        // Whoever had them may have died before a stop reached them: it is obeyed before they meet any trade.
        if (fresh.Length > 0 && _order.Mode == TradingMode.Stopped) Process(ControlOf(_order));
        Return(taken, fresh);
    }

    // From here on the marks of before say too much: these accounts have not met what came meanwhile.
    private void Enter(LoadedAccounts loaded, IReadOnlyCollection<AccountId> accounts)
    {
        (_followed, _followedAtCommit) = (null, null);
        foreach (AccountId account in accounts) _leases[account] = loaded.Leases[account];
        List<AccountId> restored = [];
        foreach (StoredJournal journal in loaded.Journals)
        {
            if (!accounts.Contains(journal.Account)) continue;
            if (TryRestore(journal)) restored.Add(journal.Account);
        }
        metrics.DamagedJournals = _damaged.Keys.Count(_leases.ContainsKey);
        NoteRestored(restored);
    }

    // One that is damaged rests, and is told of, until a person has restored it; the others go on.
    private bool TryRestore(StoredJournal journal)
    {
        string? damage = journal.Damage;
        try
        {
            if (damage is null) _engine.Restore(journal.Account, journal.Snapshot, journal.Events);
        }
        catch (InvariantViolationException broken)
        {
            damage = $"after event {journal.Snapshot?.Sequence ?? 0} it has one that no account can have: {broken.Message}";
        }
        if (damage is null)
        {
            _damaged.TryRemove(journal.Account, out _);
            return true;
        }
        _damaged[journal.Account] = damage;
        LogDamaged(journal.Account, damage);
        return false;
    }

    /// <summary>What is wrong with an account's journal; none where it is whole.</summary>
    public string? DamageOf(AccountId account) => _damaged.GetValueOrDefault(account);

    // They meet what they missed before anything live, in the same breath.
    private void Return(LoadedAccounts loaded, IReadOnlyCollection<AccountId> accounts)
    {
        foreach (TimeAway missed in loaded.Away)
        {
            if (!accounts.Contains(missed.Account) || _damaged.ContainsKey(missed.Account)) continue;
            TimeAway whole = recent.Complete(missed);
            Process(new EngineInput { Kind = EngineInputKind.AccountReturned, Away = whole });
            if (whole.ToNs - whole.FromNs > 1_000_000_000)
                LogReturned(missed.Account, (whole.ToNs - whole.FromNs) / 1_000_000_000d, whole.Markets.Sum(market => market.Trades.Count), whole.Markets.Count(market => !market.IsWhole));
        }
    }

    /// <summary>The last trade of each market that all accounts here have met, with all that came of it durable; none where that is not known now.</summary>
    public IReadOnlyDictionary<int, TradeMark>? Followed => _followed;

    private void NoteFollowed()
    {
        if (_isLive && _commit is null && _pending.IsEmpty) _followed = recent.Marks();
    }

    // The engine forgets the accounts at once, so nothing new comes of them; what came before is in the transaction under way or in the next one.
    private void BeginLeaving(HostMessage.AccountsLeave leave)
    {
        if (!_isLive)
        {
            leave.Left.TrySetCanceled();
            return;
        }
        AccountId[] accounts = [.. leave.Accounts.Where(_leases.ContainsKey)];
        _tape.Forgotten([.. accounts.Select(account => account.Value)]);
        foreach (AccountId account in accounts) _engine.Forget(account);
        LeavingAccounts leaving = new(accounts, (_commit is null ? 0 : 1) + (_pending.IsEmpty ? 0 : 1), leave.Left);
        _leaving.Add(leaving);
        if (leaving.CommitsAhead == 0) Leave(leaving);
    }

    private void CommitEndedBeforeLeaving()
    {
        foreach (LeavingAccounts leaving in _leaving.ToArray())
            if (--leaving.CommitsAhead == 0) Leave(leaving);
    }

    private void Leave(LeavingAccounts leaving)
    {
        _leaving.Remove(leaving);
        Dictionary<AccountId, long> held = [];
        foreach (AccountId account in leaving.Accounts)
            if (_leases.TryRemove(account, out long epoch)) held.Add(account, epoch);
        LogLeft(held.Count);
        leaving.Left.TrySetResult(held);
    }

    // Their events were thrown away with everything else, and the leases are taken again: they stay.
    private void StayAfterAll()
    {
        foreach (LeavingAccounts leaving in _leaving) leaving.Left.TrySetCanceled();
        _leaving.Clear();
    }

    private sealed class LeavingAccounts(IReadOnlyList<AccountId> accounts, int commitsAhead, TaskCompletionSource<IReadOnlyDictionary<AccountId, long>> left)
    {
        public IReadOnlyList<AccountId> Accounts => accounts;

        public int CommitsAhead { get; set; } = commitsAhead;

        public TaskCompletionSource<IReadOnlyDictionary<AccountId, long>> Left => left;
    }

    [LoggerMessage(6411, LogLevel.Information, "Account {Account} had no owner for {Seconds:0.0} s: it meets {Trades} missed trades; {Unproven} of its markets may lack some")]
    private partial void LogReturned(AccountId account, double seconds, int trades, int unproven);

    [LoggerMessage(3116, LogLevel.Critical, "The journal of account {Account} is damaged, so the account rests: {Damage}. Restore it from a backup (docs/RUNBOOK.md)")]
    private partial void LogDamaged(AccountId account, string damage);

    [LoggerMessage(3102, LogLevel.Warning, "{Count} accounts are another worker's now")]
    private partial void LogLost(int count);

    [LoggerMessage(6400, LogLevel.Information, "{Count} accounts left for other workers")]
    private partial void LogLeft(int count);
}

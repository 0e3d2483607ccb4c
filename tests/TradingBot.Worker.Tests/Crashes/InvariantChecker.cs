using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Instruments;

namespace TradingBot.Worker.Tests.Crashes;

/// <summary>Finds what a crash broke. Its findings begin with the name of the law: I1 nothing acknowledged is lost, and so on.</summary>
internal sealed class InvariantChecker(ServiceProvider client, TestDatabase database)
{
    /// <summary>How often a state hash of a live worker was compared with that of the replayed journal.</summary>
    public int SnapshotsCompared { get; private set; }

    /// <summary>How many inputs waited for the engine, as its worker told last before each check.</summary>
    public List<int> QueueDepths { get; } = [];

    /// <summary>Every law that does not hold; none of the load's clients may be told another answer than is stored.</summary>
    public async Task<IReadOnlyList<string>> FindBrokenAsync(OrderLoad load)
    {
        IReadOnlyDictionary<string, (Guid Account, CommandBody Body, CommandReply Reply)> acknowledged = load.Acknowledged(); // Before the database is read: what is told later may be stored later.
        StoredHistory stored = await StoredHistory.ReadAsync(database);
        List<string> broken = [.. load.Contradictions.Select(contradiction => $"I1 two answers to one key, {contradiction}")];
        broken.AddRange(Acknowledged(acknowledged, stored));
        broken.AddRange(Orders(stored));
        if (stored.LedgerDrift != 0) broken.Add($"I3 the ledger deviates by {stored.LedgerDrift}");
        foreach (IGrouping<Guid, EngineEvent> journal in stored.Journals) broken.AddRange(Journal(journal.Key, [.. journal], stored));
        broken.AddRange(await ReplayedAsync(stored));
        QueueDepths.Add(stored.QueueDepth);
        return broken;
    }

    /// <summary>The audit chain, and that nobody tried to trade for real. Reads the whole chain.</summary>
    public async Task<IReadOnlyList<string>> FindBrokenAuditAsync()
    {
        AuditLog audit = client.GetRequiredService<AuditLog>();
        AuditVerdict verdict = await audit.VerifyAsync(TestContext.Current.CancellationToken);
        long attempts = await audit.CountAsync(AuditEvents.RealTradeAttempt, DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);
        List<string> broken = [];
        if (!verdict.IsIntact) broken.Add($"I5 the audit chain: {verdict.Detail}");
        if (attempts != 0) broken.Add($"I8 {attempts} attempts at a real trade");
        return broken;
    }

    private static IEnumerable<string> Acknowledged(IReadOnlyDictionary<string, (Guid Account, CommandBody Body, CommandReply Reply)> acknowledged, StoredHistory stored)
    {
        foreach ((string key, (Guid _, CommandBody body, CommandReply reply)) in acknowledged)
        {
            if (!stored.Answers.TryGetValue(key, out CommandReply? kept)) yield return $"I1 {key} was answered and is lost";
            else if (kept != reply) yield return $"I1 {key} was answered {reply}, stored is {kept}";
            if (body is PlaceOrderBody && reply.OrderId is { } order && !stored.Orders.ContainsKey(order)) yield return $"I1 order {order} of {key} is lost";
        }
    }

    private static IEnumerable<string> Orders(StoredHistory stored)
    {
        if (stored.Orders.Count != stored.PlaceCommands) yield return $"I2 {stored.PlaceCommands} commands made {stored.Orders.Count} orders";
        foreach ((Guid id, (Guid _, string _, decimal quantity, decimal filled)) in stored.Orders)
        {
            decimal executed = stored.FilledByOrder[id].Sum();
            if (executed > quantity || executed != filled) yield return $"I2 order {id} for {quantity} is filled by {filled}, its executions sum to {executed}";
        }
    }

    private static IEnumerable<string> Journal(Guid account, EngineEvent[] journal, StoredHistory stored)
    {
        if (journal[^1].AccountSequence != journal.Length || stored.Heads[account] != journal.Length)
            yield return $"I5 account {account} has {journal.Length} events, the last is {journal[^1].AccountSequence}, its head {stored.Heads[account]}";
        HashSet<Guid> open = [], known = [], executions = [];
        foreach (EngineEvent happened in journal)
        {
            bool isLegal = happened switch
            {
                OrderAccepted accepted => known.Add(accepted.Terms.OrderId) && open.Add(accepted.Terms.OrderId),
                OrderRejected rejected => known.Add(rejected.OrderId),
                OrderExecuted { Status: OrderStatus.Filled } executed => open.Remove(executed.Execution.OrderId),
                OrderExecuted executed => open.Contains(executed.Execution.OrderId),
                OrderEnded ended => open.Remove(ended.OrderId),
                OrderArrived or OrderCancelSent or OrderTriggered or OrderAmended or AccountOpened or EquityMarked or AccountRecovered or RiskStateChanged => true,
                _ => false,
            };
            if (!isLegal) yield return $"I4 event {happened.AccountSequence} of {account} is no legal step: {happened.GetType().Name}";
            if (happened is not OrderExecuted { Execution: { } execution }) continue;
            if (!executions.Add(execution.ExecutionId)) yield return $"I2 execution {execution.ExecutionId} is there twice";
            if (execution.Evidence.BookUpdateId <= 0 && execution.Evidence.TradeId is null) yield return $"I7 execution {execution.ExecutionId} names neither book nor trade";
        }
    }

    // The journal, applied from the first event, must make what the projections say.
    private async Task<IReadOnlyList<string>> ReplayedAsync(StoredHistory stored)
    {
        TradingEngine engine = new();
        EngineOutput output = new();
        IReadOnlyList<Instrument> instruments = await client.GetRequiredService<InstrumentStore>().ReadAllAsync(TestContext.Current.CancellationToken);
        long sequence = 0;
        engine.Process(new EngineInput { Kind = EngineInputKind.WorldChanged, World = MarketWorld.Simulated }.Numbered(++sequence, 1), output);
        foreach (Instrument instrument in instruments)
            engine.Process(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Instrument = instrument.Id, Definition = instrument }.Numbered(++sequence, 1), output);
        List<string> broken = [];
        foreach (IGrouping<Guid, EngineEvent> journal in stored.Journals)
        {
            // What a live worker had in memory, byte for byte.
            foreach ((long last, string stateHash) in stored.Snapshots[journal.Key])
            {
                engine.Restore(new(journal.Key), journal.TakeWhile(happened => happened.AccountSequence <= last));
                if (engine.StateHash(new(journal.Key)) != stateHash) broken.Add($"I6 {journal.Key} was {stateHash} after event {last}, its journal makes {engine.StateHash(new(journal.Key))}");
                SnapshotsCompared++;
            }
            engine.Restore(new(journal.Key), journal);
            if (engine.TryGetAccount(new(journal.Key), out AccountView? view)) broken.AddRange(Differences(view, stored));
        }
        return broken;
    }

    private static IEnumerable<string> Differences(AccountView view, StoredHistory stored)
    {
        Guid account = view.Id.Value;
        foreach (BalanceView balance in view.Balances)
        {
            (decimal, decimal) replayed = (balance.Free.ToDecimal(), balance.Locked.ToDecimal());
            if (stored.Balances[(account, balance.Asset)] != replayed) yield return $"I6 {account} has {stored.Balances[(account, balance.Asset)]} {balance.Asset}, its journal makes {replayed}";
        }
        foreach (PositionView position in view.Positions)
        {
            decimal replayed = position.Quantity.ToDecimal();
            if (stored.Positions[(account, position.Instrument.Number)] != replayed) yield return $"I6 {account} has the position {stored.Positions[(account, position.Instrument.Number)]}, its journal makes {replayed}";
        }
        Guid[] open = [.. stored.Orders.Where(order => order.Value.Account == account && order.Value.Status is not ("filled" or "canceled" or "expired" or "rejected")).Select(order => order.Key).Order()];
        if (!open.SequenceEqual(view.OpenOrders.Select(order => order.Terms.OrderId).Order())) yield return $"I6 {account} has {open.Length} open orders, its journal makes {view.OpenOrders.Count}";
    }
}

using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Simulation.Market;
using TradingBot.Simulation.Storing;
using TradingBot.Simulation.Workers;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Journal;

namespace TradingBot.Simulation.Checking;

/// <summary>Holds a run that has ended to the invariants; each finding begins with the number of the invariant that it breaks.</summary>
internal sealed class Checks(SimulatedStore store, SimulatedVenue venue, Clients clients, Witness witness, IReadOnlyList<SimulatedWorker> workers, long nowNs)
{
    private const int DepthMax = 100;

    private readonly List<string> _broken = [];

    public IReadOnlyList<string> All()
    {
        _broken.AddRange(store.Broken);
        _broken.AddRange(clients.Broken);
        Commands();
        Shown();
        foreach ((Guid account, StoredAccount stored) in store.Accounts) Account(new(account), [.. stored.Journal.Select(JournalJson.ReadEvent)]);
        Stops();
        Workers();
        return _broken;
    }

    // I1: what was answered is stored, as it was answered. I2: a key is one command, answered once. I10: in the end everything is answered.
    private void Commands()
    {
        foreach (((string _, string key), List<StoredCommand> stored) in store.Keys)
        {
            if (stored.Count != 1) _broken.Add($"I2 {key} was stored {stored.Count} times");
            if (stored[0].Answers > 1) _broken.Add($"I2 {key} was answered {stored[0].Answers} times");
            if (stored[0].Answer is not { } answer)
            {
                _broken.Add($"I10 {key} ({stored[0].Command.Body.Kind} of {stored[0].Command.AccountId}) was not answered");
                continue;
            }
            if (clients.Answers.TryGetValue(key, out CommandReply? told) && told != answer) _broken.Add($"I1 {key} was answered {told}, but stored is {answer}");
            if (stored[0].Command.Body is PlaceOrderBody && answer.OrderId is { } order) Placed(key, stored[0].Command.AccountId, order);
        }
    }

    private void Placed(string key, Guid account, Guid order)
    {
        int count = !store.Accounts.TryGetValue(account, out StoredAccount? journal) ? 0 : journal.Journal.Select(JournalJson.ReadEvent)
            .Count(happened => happened is OrderAccepted accepted ? accepted.Terms.OrderId == order : happened is OrderRejected rejected && rejected.OrderId == order);
        if (count != 1) _broken.Add($"I1 {key} was answered with order {order}, of which the journal has {count}");
    }

    // I1: what a worker showed as done is in the journal, value by value.
    private void Shown()
    {
        foreach ((Guid account, long sequence, string payload) in witness.Shown)
            if (!store.Accounts.TryGetValue(account, out StoredAccount? stored) || stored.Journal.Count < sequence || stored.Journal[(int)sequence - 1] != payload)
                _broken.Add($"I1 event {sequence} of {account} was shown as done and is not in the journal as shown: {payload}");
    }

    private void Account(AccountId account, EngineEvent[] journal)
    {
        for (int at = 0; at < journal.Length; at++)
            if (journal[at].AccountSequence != at + 1) _broken.Add($"I5 event {at + 1} of {account} has sequence {journal[at].AccountSequence}");
        Postings(account, journal);
        Orders(account, journal);
        TradingEngine engine = new();
        engine.Process(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Instrument = SimulatedVenue.Instrument.Id, Definition = SimulatedVenue.Instrument }.Numbered(1, 1), new());
        try
        {
            engine.Restore(account, journal);
        }
        catch (InvariantViolationException broken)
        {
            _broken.Add($"I3 the journal of {account} makes no account: {broken.Message}");
            return;
        }
        // I6: and who works the account has the very same in memory.
        string hash = engine.StateHash(account);
        SimulatedWorker[] owners = [.. workers.Where(worker => worker.Loop.Leases.ContainsKey(account))];
        if (owners.Length != 1) _broken.Add($"I10 {account} is worked by {owners.Length} workers");
        foreach (SimulatedWorker owner in owners)
            if (HashIn(owner, account) is var held && held != hash) _broken.Add($"I6 {account} is {held} in {owner.Id} and {hash} by its journal of {journal.Length} events");
    }

    private static string HashIn(SimulatedWorker worker, AccountId account)
    {
        try
        {
            return worker.Loop.StateHash(account);
        }
        catch (KeyNotFoundException)
        {
            return "not known";
        }
    }

    // I3: every event's postings sum to zero per asset, and no balance is ever below zero.
    private void Postings(AccountId account, EngineEvent[] journal)
    {
        Dictionary<(Engine.Ledger.LedgerAccount, string), Int128> balances = [];
        foreach (EngineEvent happened in journal)
        {
            foreach (IGrouping<string, Engine.Ledger.Posting> asset in happened.Postings.GroupBy(posting => posting.Asset))
                if (asset.Aggregate(Int128.Zero, (sum, posting) => sum + posting.Amount.Units) != 0) _broken.Add($"I3 the postings of event {happened.AccountSequence} of {account} in {asset.Key} do not sum to zero");
            foreach (Engine.Ledger.Posting posting in happened.Postings)
            {
                (Engine.Ledger.LedgerAccount, string) key = (posting.Account, posting.Asset);
                balances[key] = balances.GetValueOrDefault(key) + posting.Amount.Units;
            }
            foreach (((Engine.Ledger.LedgerAccount ledger, string asset), Int128 amount) in balances)
                if (amount < 0 && ledger is (Engine.Ledger.LedgerAccount.Free or Engine.Ledger.LedgerAccount.Locked)) _broken.Add($"I3 after event {happened.AccountSequence} {ledger} {asset} of {account} is {amount}");
        }
    }

    // I2: an order is accepted once, an execution is there once, and no more is executed than was asked for. I4: nothing happens to an order before it is accepted or after its end.
    private void Orders(AccountId account, EngineEvent[] journal)
    {
        Dictionary<Guid, (OrderTerms Terms, long Filled)> open = [];
        HashSet<Guid> orders = [], executions = [];
        Dictionary<Guid, long> quantities = [];
        foreach (EngineEvent happened in journal)
        {
            switch (happened)
            {
                case OrderAccepted accepted:
                    if (!orders.Add(accepted.Terms.OrderId)) _broken.Add($"I2 order {accepted.Terms.OrderId} was accepted twice");
                    open[accepted.Terms.OrderId] = (accepted.Terms, 0);
                    quantities[accepted.Terms.OrderId] = accepted.Terms.Quantity.Units;
                    break;
                case OrderAmended amended:
                    quantities[amended.OrderId] = amended.Quantity.Units;
                    break;
                case OrderExecuted executed:
                    Execution execution = executed.Execution;
                    if (!executions.Add(execution.ExecutionId)) _broken.Add($"I2 execution {execution.ExecutionId} is there twice");
                    if (!open.TryGetValue(execution.OrderId, out (OrderTerms Terms, long Filled) order))
                    {
                        _broken.Add($"I4 event {happened.AccountSequence} of {account}: order {execution.OrderId} executes, which is not open");
                        break;
                    }
                    long filled = order.Filled + execution.Quantity.Units;
                    if (filled > quantities[execution.OrderId]) _broken.Add($"I2 {filled} of {quantities[execution.OrderId]} of order {execution.OrderId} is executed");
                    open[execution.OrderId] = (order.Terms, filled);
                    if (executed.Status == OrderStatus.Filled) open.Remove(execution.OrderId);
                    Evidence(execution);
                    break;
                case OrderEnded ended:
                    if (!open.Remove(ended.OrderId)) _broken.Add($"I4 event {happened.AccountSequence} of {account}: order {ended.OrderId} ends, which is not open");
                    break;
                default: break;
            }
        }
    }

    // I7: a maker's trade was there and reached the price; a taker's level was in the very book that the execution names, or what is left of it.
    private void Evidence(Execution execution)
    {
        ExecutionEvidence evidence = execution.Evidence;
        if (evidence.TradeId is { } trade)
        {
            if (trade < 1 || trade > venue.Trades.Count)
            {
                _broken.Add($"I7 execution {execution.ExecutionId} names trade {trade}, which never was");
                return;
            }
            TradePrint print = venue.Trades[(int)trade - 1];
            bool reached = execution.Side == Side.Buy ? print.Price.Units <= execution.Price.Units : print.Price.Units >= execution.Price.Units;
            if (!reached || print.ExchangeTimeNs != evidence.ExchangeTimeNs || execution.Quantity > print.Quantity)
                _broken.Add($"I7 execution {execution.ExecutionId} ({execution.Side} {execution.Quantity} at {execution.Price}) could not come of trade {print}");
            return;
        }
        if (!venue.Books.TryGetValue(evidence.BookUpdateId, out Exchanges.Books.VenueBook? book))
        {
            _broken.Add($"I7 execution {execution.ExecutionId} names book {evidence.BookUpdateId}, which never was");
            return;
        }
        Price price = evidence.LevelPrice ?? execution.Price;
        BookLevel level = (execution.Side == Side.Buy ? book.Asks : book.Bids).FirstOrDefault(level => level.Price == price);
        if (level.Quantity != evidence.LevelQuantity || execution.Quantity > level.Quantity)
            _broken.Add($"I7 execution {execution.ExecutionId} ({execution.Side} {execution.Quantity} at {execution.Price}) found {evidence.LevelQuantity} where book {evidence.BookUpdateId} shows {level.Quantity}");
    }

    // While the emergency stop holds nothing is accepted and nothing executes.
    private void Stops()
    {
        foreach (StoredBatch batch in store.Batches.Where(batch => batch.Mode == TradingMode.Stopped))
        {
            StoredAccount stored = store.Accounts[batch.Account.Value];
            for (long sequence = batch.FirstSequence; sequence < batch.FirstSequence + batch.Events && sequence <= stored.Journal.Count; sequence++)
                if (JournalJson.ReadEvent(stored.Journal[(int)sequence - 1]) is OrderAccepted or OrderExecuted) _broken.Add($"I1 event {sequence} of {batch.Account} was stored while trading was stopped");
        }
    }

    // I9: what waits stays within its bounds. I10: in the end every worker is live, and every account has an owner.
    private void Workers()
    {
        foreach (SimulatedWorker worker in workers)
        {
            if (!worker.Loop.IsLive) _broken.Add($"I10 {worker.Id} is not live");
            if (worker.Loop.WaitingEvents > 4_096) _broken.Add($"I9 {worker.Loop.WaitingEvents} events wait in {worker.Id}");
            if (worker.CalmQueue >= DepthMax) _broken.Add($"I9 {worker.CalmQueue} inputs waited in {worker.Id} while nothing was wrong");
        }
        foreach (Guid account in store.Accounts.Keys)
            if (!store.Leases.TryGetValue(account, out StoredLease? lease) || lease.ExpiresAtNs <= nowNs) _broken.Add($"I10 {account} has no owner");
    }
}

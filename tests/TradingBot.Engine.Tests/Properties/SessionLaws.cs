using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Tests.Properties;

/// <summary>What must hold after every input, told by plain books of its own that share no code with the engine's.</summary>
internal sealed class SessionLaws
{
    private readonly Dictionary<(AccountId, string, LedgerAccount), Int128> _ledger = [];
    private readonly Dictionary<(int, Side, long), long> _shown = [];
    private readonly Dictionary<(AccountId, int, Side, long), long> _taken = [];
    private readonly Dictionary<Guid, OrderAccepted> _orders = [];
    private readonly Dictionary<Guid, long> _filled = [];
    private readonly Dictionary<Guid, OrderTriggered> _triggered = [];
    private readonly Dictionary<Guid, Price> _trailedTo = [];
    private readonly Dictionary<Guid, long> _prevented = [];
    private readonly HashSet<Guid> _executions = [];
    private readonly Dictionary<Guid, long> _takesAt = [];
    private readonly HashSet<Guid> _metNoBook = [];
    private readonly Dictionary<int, List<TradePrint>> _tradesSinceBook = [];
    private readonly Dictionary<int, long> _bookTimeNs = [];
    private readonly Dictionary<int, MarketStatus> _status = [];
    private TradingMode _mode = TradingMode.Paused;

    internal int Executions => _executions.Count;

    internal int MakerExecutions { get; private set; }

    internal int Triggered => _triggered.Count;

    internal int Amended { get; private set; }

    internal int SelfTradesPrevented { get; private set; }

    /// <summary>Takes in what the market shows now.</summary>
    internal void Before(in EngineInput input)
    {
        if (input.Kind == EngineInputKind.ControlChanged) _mode = input.Control!.Mode;
        if (input.Kind == EngineInputKind.MarketStatusChanged) _status[input.Instrument.Number] = input.Status;
        // A trade that the book's time covers is in the book already.
        if (input.Kind == EngineInputKind.Trade && input.Trade.ExchangeTimeNs > _bookTimeNs.GetValueOrDefault(input.Instrument.Number)) TradesSinceBook(input.Instrument.Number).Add(input.Trade);
        if (input.Kind is not (EngineInputKind.BookSnapshot or EngineInputKind.BookDelta)) return;
        long bookTimeNs = input.Book!.ExchangeTimeNs != 0 ? input.Book.ExchangeTimeNs : input.TimeNs;
        _bookTimeNs[input.Instrument.Number] = bookTimeNs;
        TradesSinceBook(input.Instrument.Number).RemoveAll(trade => trade.ExchangeTimeNs <= bookTimeNs);
        int number = input.Instrument.Number;
        Dictionary<(int, Side, long), long> before = new(_shown);
        if (input.Kind == EngineInputKind.BookSnapshot)
            foreach ((int, Side, long) key in before.Keys.Where(key => key.Item1 == number)) _shown.Remove(key);
        Show(number, Side.Buy, input.Book!.Bids.Span);
        Show(number, Side.Sell, input.Book.Asks.Span);
        foreach ((AccountId, int, Side, long) key in _taken.Keys.ToList())
        {
            (int, Side, long) level = (key.Item2, key.Item3, key.Item4);
            if (before.GetValueOrDefault(level) != _shown.GetValueOrDefault(level)) _taken.Remove(key);
        }
    }

    internal void After(TradingEngine engine, in EngineInput input, EngineOutput output)
    {
        Dictionary<AccountId, long> usedOfTrade = [];
        foreach (EngineEvent happened in output.Events)
        {
            Assert.Equal(input.Sequence, happened.InputSequence);
            Post(happened);
            if (happened is OrderAccepted accepted) Accept(accepted);
            if (happened is OrderAmended amended) Amend(amended);
            if (happened is SelfTradePrevented prevented) Prevent(prevented);
            if (happened is OrderTrailed trailed) CheckTrail(trailed);
            if (happened is OrderTriggered triggered) CheckTrigger(triggered, input);
            if (happened is OrderExecuted executed) CheckExecution(executed, input, usedOfTrade);
        }

        foreach (AccountId account in engine.Accounts)
        {
            Assert.True(engine.TryGetAccount(account, out AccountView? view));
            CheckBalances(view);
            CheckLocks(view);
        }
    }

    private void Accept(OrderAccepted accepted)
    {
        _orders.Add(accepted.Terms.OrderId, accepted);
        Meet(accepted.Terms, accepted.InputSequence);
        if (accepted.TrailedFrom is { } from) _trailedTo.Add(accepted.Terms.OrderId, from);
    }

    private void Meet(OrderTerms terms, long sequence)
    {
        if (terms.Trigger is not null && !_triggered.ContainsKey(terms.OrderId)) return;
        int number = terms.Instrument.Number;
        if (_status[number] == MarketStatus.Live && !IsCrossed(number)) _takesAt[terms.OrderId] = sequence;
        else _metNoBook.Add(terms.OrderId);
    }

    // One that lost its place is a new order from now on.
    private void Amend(OrderAmended amended)
    {
        Amended++;
        OrderAccepted accepted = _orders[amended.OrderId];
        long quantity = accepted.Terms.Quantity.Units;
        if (!amended.KeptQueue) Meet(accepted.Terms, amended.InputSequence);
        if (amended.KeptQueue) Assert.True(amended.Quantity.Units < quantity && amended.LimitPrice == accepted.Terms.LimitPrice);
        _orders[amended.OrderId] = accepted with
        {
            InputSequence = amended.KeptQueue ? accepted.InputSequence : amended.InputSequence,
            Terms = accepted.Terms with { Quantity = amended.Quantity, LimitPrice = amended.LimitPrice },
        };
    }

    // They are of one account, on two sides of one market, and their prices cross; nothing of them has traded with the other.
    private void Prevent(SelfTradePrevented prevented)
    {
        SelfTradesPrevented++;
        OrderTerms taker = _orders[prevented.OrderId].Terms;
        OrderTerms maker = _orders[prevented.MakerOrderId].Terms;
        Assert.Equal((taker.Instrument, taker.SelfTradePrevention), (maker.Instrument, prevented.Mode));
        Assert.NotEqual(taker.Side, maker.Side);
        if (taker.LimitPrice is { } limit) Assert.True(taker.Side == Side.Buy ? maker.LimitPrice <= limit : maker.LimitPrice >= limit);
        if (prevented.Mode != SelfTradePrevention.Decrement) return;
        foreach (Guid order in (Guid[])[prevented.OrderId, prevented.MakerOrderId]) _prevented[order] = _prevented.GetValueOrDefault(order) + prevented.Quantity.Units;
    }

    private List<TradePrint> TradesSinceBook(int number)
    {
        if (!_tradesSinceBook.TryGetValue(number, out List<TradePrint>? trades)) _tradesSinceBook.Add(number, trades = []);
        return trades;
    }

    // Once per order, by a price that is on the tape or in the book now, at the trigger or beyond it.
    private void CheckTrigger(OrderTriggered triggered, in EngineInput input)
    {
        OrderTerms terms = _orders[triggered.OrderId].Terms;
        TriggerTerms trigger = terms.Trigger!;
        Assert.True(_triggered.TryAdd(triggered.OrderId, triggered));
        Assert.Equal(terms.Instrument, input.Instrument);
        if (trigger.Source == TriggerSource.LastTrade) Assert.Equal((input.Trade.TradeId, input.Trade.Price), (triggered.TradeId!.Value, triggered.Price));
        else Assert.True(_shown.ContainsKey((terms.Instrument.Number, terms.Side == Side.Buy ? Side.Sell : Side.Buy, triggered.Price.Units)));
        if (terms.Type == OrderType.TrailingStop) Assert.True(_trailedTo.ContainsKey(terms.OrderId));
        else Assert.True(trigger.Direction == TriggerDirection.FallsTo ? triggered.Price <= trigger.Price : triggered.Price >= trigger.Price);
    }

    // A trailing stop never steps back.
    private void CheckTrail(OrderTrailed trailed)
    {
        bool falls = _orders[trailed.OrderId].Terms.Trigger!.Direction == TriggerDirection.FallsTo;
        if (_trailedTo.TryGetValue(trailed.OrderId, out Price before)) Assert.True(falls ? trailed.BestPrice > before : trailed.BestPrice < before);
        _trailedTo[trailed.OrderId] = trailed.BestPrice;
    }

    private void Show(int number, Side side, ReadOnlySpan<BookLevel> levels)
    {
        foreach (BookLevel level in levels)
            if (level.Quantity.IsZero) _shown.Remove((number, side, level.Price.Units));
            else _shown[(number, side, level.Price.Units)] = level.Quantity.Units;
    }

    private void Post(EngineEvent happened)
    {
        foreach (IGrouping<string, Posting> asset in happened.Postings.GroupBy(posting => posting.Asset))
            Assert.Equal(Money.Zero, asset.Aggregate(Money.Zero, (sum, posting) => sum + posting.Amount));
        foreach (Posting posting in happened.Postings)
        {
            (AccountId, string, LedgerAccount) key = (happened.Account, posting.Asset, posting.Account);
            _ledger[key] = _ledger.GetValueOrDefault(key) + posting.Amount.Units;
        }
    }

    private void CheckExecution(OrderExecuted executed, in EngineInput input, Dictionary<AccountId, long> usedOfTrade)
    {
        Execution execution = executed.Execution;
        OrderTerms terms = _orders[execution.OrderId].Terms;
        Assert.True(_executions.Add(execution.ExecutionId));
        Assert.True(_mode is TradingMode.Running or TradingMode.Maintenance);
        Assert.Equal(MarketStatus.Live, _status[execution.Instrument.Number]);
        Assert.False(IsCrossed(execution.Instrument.Number));
        Assert.True(execution.Quantity.Units > 0);
        long filled = _filled[terms.OrderId] = _filled.GetValueOrDefault(terms.OrderId) + execution.Quantity.Units;
        Assert.Equal(terms.Quantity.Units, filled + _prevented.GetValueOrDefault(terms.OrderId) + executed.Remaining.Units);
        Assert.True(terms.Trigger is null || _triggered.ContainsKey(terms.OrderId));
        if (terms.LimitPrice is { } limit) Assert.True(terms.Side == Side.Buy ? execution.Price <= limit : execution.Price >= limit);
        if (execution.Role == LiquidityRole.Taker) CheckTaker(executed.Account, execution, terms, input);
        else CheckMaker(executed.Account, execution, terms, input, usedOfTrade);
    }

    // The book showed it, and the account has not taken more of the level than that since it last changed.
    private void CheckTaker(AccountId account, Execution execution, OrderTerms terms, in EngineInput input)
    {
        // It takes once: when it is accepted, or set off, or in the first book that can be used, and never again.
        if (_takesAt.TryAdd(terms.OrderId, input.Sequence)) Assert.True(terms.Trigger is not null || _metNoBook.Contains(terms.OrderId));
        Assert.Equal(_takesAt[terms.OrderId], input.Sequence);
        Side bookSide = terms.Side == Side.Buy ? Side.Sell : Side.Buy;
        (AccountId, int, Side, long) key = (account, execution.Instrument.Number, bookSide, execution.Price.Units);
        _taken[key] = _taken.GetValueOrDefault(key) + execution.Quantity.Units;
        long shown = _shown[(execution.Instrument.Number, bookSide, execution.Price.Units)];
        Assert.Equal(shown, execution.Evidence.LevelQuantity!.Value.Units);
        // Trades that the book does not know yet have gone through what is better than their price, and taken from what is at it.
        long gone = 0;
        foreach (TradePrint trade in TradesSinceBook(execution.Instrument.Number).Where(trade => trade.TakerSide == terms.Side))
        {
            Assert.True(terms.Side == Side.Buy ? trade.Price <= execution.Price : trade.Price >= execution.Price);
            if (trade.Price == execution.Price) gone += trade.Quantity.Units;
        }

        Assert.True(_taken[key] + gone <= shown);
    }

    // A trade reached it, at its own price, and the account used no more than the trade's quantity.
    private void CheckMaker(AccountId account, Execution execution, OrderTerms terms, in EngineInput input, Dictionary<AccountId, long> usedOfTrade)
    {
        MakerExecutions++;
        Assert.Equal(EngineInputKind.Trade, input.Kind);
        Assert.Equal(input.Instrument, execution.Instrument);
        Assert.Equal(terms.LimitPrice, execution.Price);
        Assert.Equal(input.Trade.TradeId, execution.Evidence.TradeId);
        Assert.True(_orders[terms.OrderId].InputSequence < input.Sequence);
        Assert.True(terms.Side == Side.Buy ? input.Trade.Price <= execution.Price : input.Trade.Price >= execution.Price);
        if (input.Trade.Price == execution.Price) Assert.NotEqual(terms.Side, input.Trade.TakerSide);
        usedOfTrade[account] = usedOfTrade.GetValueOrDefault(account) + execution.Quantity.Units;
        Assert.True(usedOfTrade[account] <= input.Trade.Quantity.Units);
        if (input.Trade.Price == execution.Price)
            Assert.True(execution.Quantity.Units <= input.Trade.Quantity.Units - execution.Evidence.QueueAheadBefore!.Value.Units);
    }

    private bool IsCrossed(int number)
    {
        long bid = _shown.Keys.Where(key => key.Item1 == number && key.Item2 == Side.Buy).Select(key => key.Item3).DefaultIfEmpty(long.MinValue).Max();
        long ask = _shown.Keys.Where(key => key.Item1 == number && key.Item2 == Side.Sell).Select(key => key.Item3).DefaultIfEmpty(long.MaxValue).Min();
        return bid >= ask;
    }

    private void CheckBalances(AccountView view)
    {
        foreach (BalanceView balance in view.Balances)
        {
            Assert.Equal(balance.Free.Units, _ledger.GetValueOrDefault((view.Id, balance.Asset, LedgerAccount.Free)));
            Assert.Equal(balance.Locked.Units, _ledger.GetValueOrDefault((view.Id, balance.Asset, LedgerAccount.Locked)));
            Assert.True(!balance.Free.IsNegative && !balance.Locked.IsNegative && !balance.Fees.IsNegative);
        }

        foreach (PositionView position in view.Positions) Assert.True(!position.Quantity.IsNegative && !position.Cost.IsNegative);
    }

    // What an order locks is what its remainder could still cost: its limit price and the dearer fee, and at most the roundings on top.
    private static void CheckLocks(AccountView view)
    {
        Dictionary<string, Money> locked = [];
        foreach (OrderView order in view.OpenOrders)
        {
            locked[order.LockedAsset] = locked.GetValueOrDefault(order.LockedAsset) + order.Locked;
            Instrument instrument = RandomSession.Definition(order.Terms.Instrument.Number);
            Assert.True(order.Remaining.Units > 0);
            if (order.Terms.Side == Side.Sell)
            {
                Assert.Equal(instrument.BaseAmount(order.Remaining), order.Locked);
                continue;
            }

            decimal cost = instrument.ToDecimal(order.Terms.LimitPrice ?? order.Terms.Trigger!.Price) * instrument.ToDecimal(order.Remaining);
            if (instrument.FeeCharging == FeeCharging.QuoteAsset)
                cost *= 1 + Math.Max(instrument.MakerFee.PartsPerBillion, instrument.TakerFee.PartsPerBillion) / 1_000_000_000m;
            Assert.InRange(order.Locked.ToDecimal(), cost, cost + 4e-12m + 3e-12m * order.Remaining.Units);
        }

        foreach (BalanceView balance in view.Balances) Assert.Equal(locked.GetValueOrDefault(balance.Asset), balance.Locked);
    }
}

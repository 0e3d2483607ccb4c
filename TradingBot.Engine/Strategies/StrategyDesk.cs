using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Strategies;

/// <summary>Configures strategies, shows them the bars and turns their changes of mind into signals and orders.</summary>
internal sealed class StrategyDesk(EngineSession session, OrderDesk orders)
{
    private const int GreatestBarSeconds = 86_400;

    internal Refusal Configure(AccountState account, ConfigureStrategy command)
    {
        StrategyDefinition wanted = command.Strategy;
        StrategyState? existing = account.FindStrategy(wanted.StrategyId);
        if (Check(wanted, existing, out IReadOnlyDictionary<string, decimal> parameters) is { IsRefused: true } refusal) return refusal;
        orders.CancelWhere(account, OrderEndReason.Strategy, order => string.Equals(order.Terms.StrategyId, wanted.StrategyId, StringComparison.Ordinal));
        session.Emit(account, new StrategyConfigured
        {
            Account = account.Id,
            AccountSequence = account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            Strategy = wanted with { Parameters = parameters },
            IsRunning = command.IsRunning,
        });
        Equip(account.FindStrategy(wanted.StrategyId)!);
        return Refusal.None;
    }

    /// <summary>Gives a strategy its rule and shows it the bars that are known.</summary>
    internal void Equip(StrategyState strategy)
    {
        BarSeries series = session.Markets.Get(strategy.Definition.Instrument).SeriesOf(strategy.Definition.BarSeconds);
        strategy.Rule = StrategyCatalog.Create(strategy.Definition);
        for (int index = 0; index < series.FrameCount; index++) strategy.Rule.SeeBar(series.Frame(index));
    }

    /// <summary>Shows a bar from the past: warms up, decides nothing.</summary>
    internal void SeeHistory(Market market, in BarFrame frame)
    {
        foreach (AccountState account in session.Accounts)
            foreach (StrategyState strategy in account.Strategies)
                if (Watches(strategy, market, frame.Bar)) strategy.Rule!.SeeBar(frame);
    }

    /// <summary>Shows a bar that has just closed and lets the running strategies act on it.</summary>
    internal void SeeBar(Market market, in BarFrame frame)
    {
        bool mayAct = market.IsUsable && session.Control.Mode == TradingMode.Running;
        for (int account = 0; account < session.Accounts.Count; account++)
        {
            List<StrategyState> strategies = session.Accounts[account].Strategies;
            for (int index = 0; index < strategies.Count; index++)
            {
                if (!Watches(strategies[index], market, frame.Bar)) continue;
                strategies[index].Rule!.SeeBar(frame);
                if (mayAct && strategies[index].IsRunning) Act(session.Accounts[account], strategies[index], market, frame.Bar);
            }
        }
    }

    private void Act(AccountState account, StrategyState strategy, Market market, in Bar bar)
    {
        Strategy rule = strategy.Rule!;
        if (rule.Stance == SignalAction.Hold || !rule.IsWarm || !market.Book.IsTwoSided) return;
        // What it decided while it could not act is stale news for a buy, but a reason to be flat stays one.
        if (rule.Stance == SignalAction.Buy && !rule.StanceIsFresh) return;
        if (strategy.LastSignal?.Action != rule.Stance) Raise(account, strategy, bar);
        Quantity sellable = Sellable(account, strategy, market);
        if (rule.Stance == SignalAction.Buy && sellable.IsZero) Buy(account, strategy, market);
        else if (rule.Stance == SignalAction.Sell && !sellable.IsZero) Sell(account, strategy, market, sellable);
    }

    private void Raise(AccountState account, StrategyState strategy, in Bar bar) => session.Emit(account, new SignalRaised
    {
        Account = account.Id,
        AccountSequence = account.Sequence + 1,
        InputSequence = session.Sequence,
        TimeNs = session.TimeNs,
        StrategyId = strategy.Definition.StrategyId,
        Instrument = strategy.Definition.Instrument,
        Action = strategy.Rule!.Stance,
        ConfidencePartsPerMillion = strategy.Rule.ConfidencePartsPerMillion,
        Price = bar.Close,
        Reason = strategy.Rule.Explain(),
    });

    private void Buy(AccountState account, StrategyState strategy, Market market)
    {
        if (BuyAmount(account, strategy.Definition) is not { } amount) return;
        Instrument instrument = market.Definition!;
        Price limit = StrategySizing.LimitPrice(instrument, Side.Buy, market.Book.Asks.Best, strategy.Definition.Parameters["slippageBasisPoints"]);
        Quantity quantity = StrategySizing.QuantityFor(instrument, amount, limit);
        if (!quantity.IsZero) Place(account, strategy, Side.Buy, instrument, quantity, limit);
    }

    private void Sell(AccountState account, StrategyState strategy, Market market, Quantity quantity)
    {
        Instrument instrument = market.Definition!;
        Price limit = StrategySizing.LimitPrice(instrument, Side.Sell, market.Book.Bids.Best, strategy.Definition.Parameters["slippageBasisPoints"]);
        Place(account, strategy, Side.Sell, instrument, Quantity.Min(quantity, instrument.MaxQuantity), limit);
    }

    // What it bought and the venue would let it sell. Dust that a fee in the base asset leaves is nothing: asking to sell it at every
    // bar would only be refused, and it must not keep the strategy from buying again.
    private Quantity Sellable(AccountState account, StrategyState strategy, Market market)
    {
        Instrument instrument = market.Definition!;
        Money own = Money.Min(strategy.PositionQuantity, session.Valuation.Sellable(account, instrument));
        Quantity quantity = instrument.QuantityRoundedDown(own);
        if (quantity < instrument.MinQuantity) return Quantity.Zero;
        Price limit = StrategySizing.LimitPrice(instrument, Side.Sell, market.Book.Bids.Best, strategy.Definition.Parameters["slippageBasisPoints"]);
        return instrument.NotionalRoundedDown(limit, quantity) < instrument.MinNotional ? Quantity.Zero : quantity;
    }

    private void Place(AccountState account, StrategyState strategy, Side side, Instrument instrument, Quantity quantity, Price limit) =>
        orders.Place(account, new OrderRequest(
            instrument.Id, side, OrderType.Limit, instrument.ToDecimal(quantity), instrument.ToDecimal(limit), TimeInForce.ImmediateOrCancel,
            OrderOptions.None, strategy.Definition.StrategyId, strategy.Rule!.Explain()));

    // In the quote asset; a share of equity needs the equity in that asset.
    private Money? BuyAmount(AccountState account, StrategyDefinition definition)
    {
        decimal notional = definition.Parameters["orderNotional"];
        if (notional > 0) return Money.FromDecimal(decimal.Round(notional, Money.Scale, MidpointRounding.ToZero));
        if (session.Valuation.Equity(account) is not { } equity) return null;
        string quote = session.Markets.Get(definition.Instrument).Definition!.QuoteAsset;
        if (!string.Equals(quote, account.ReportingAsset, StringComparison.Ordinal)) return null;
        Int128 millionths = (Int128)(definition.Parameters["equityShare"] * 1_000_000m);
        return MoneyRatio.MultiplyDivideRoundedDown(equity, millionths, 1_000_000);
    }

    private static bool Watches(StrategyState strategy, Market market, in Bar bar) =>
        strategy.Definition.Instrument == market.Id && strategy.Definition.BarSeconds == bar.IntervalSeconds;

    private Refusal Check(StrategyDefinition wanted, StrategyState? existing, out IReadOnlyDictionary<string, decimal> parameters)
    {
        parameters = wanted.Parameters;
        if (session.Markets.FindDefined(wanted.Instrument) is null)
            return new(RejectReason.UnknownInstrument, $"instrument {wanted.Instrument.Number} is not known");
        if (wanted.StrategyId.Length is < 1 or > 64 || !wanted.StrategyId.All(static letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
            return Invalid("strategyId must be 1 to 64 characters of a-z, 0-9 and dash");
        if (StrategyCatalog.Find(wanted.Kind) is not { } kind)
            return Invalid($"kind {wanted.Kind} is not known; known are {string.Join(", ", StrategyCatalog.Kinds.Select(known => known.Kind))}");
        if (wanted.BarSeconds is < 1 or > GreatestBarSeconds) return Invalid("barSeconds must be 1 to 86,400");
        if (existing is not null && existing.Definition.Instrument != wanted.Instrument)
            return Invalid("instrument of a strategy can't be changed: what it bought would be lost to it; add another strategy");
        return StrategyCatalog.Complete(kind, wanted.Parameters, out parameters) is { } problem ? Invalid(problem) : Refusal.None;
    }

    private static Refusal Invalid(string message) => new(RejectReason.InvalidParameter, message);
}

using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;

namespace TradingBot.Engine.Commands;

/// <summary>Carries out commands and answers each of them once.</summary>
internal sealed class CommandDesk(EngineSession session, OrderDesk orders, PairDesk pairs, AmendDesk amends, RiskMonitor monitor, StrategyDesk strategies)
{
    internal void Process(Command command) => session.Output.Answers.Add(Answer(command));

    private CommandAnswer Answer(Command command)
    {
        AccountState? account = session.FindAccount(command.Account);
        if (command is OpenAccount open) return Open(open, account);
        if (account is null) return Refused(command, new(RejectReason.UnknownAccount, $"account {command.Account} is not known"));
        return command switch
        {
            PlaceOrder place => Place(account, place),
            PlacePair pair => Place(account, pair),
            CancelOrder cancel => Cancel(account, cancel),
            AmendOrder amend => Amend(account, amend),
            CancelAllOrders cancelAll => Done(command) with { Count = orders.CancelWhere(account, cancelAll.Reason, order => Concerns(cancelAll, order.Terms)) },
            ConfigureStrategy configure => strategies.Configure(account, configure) is { IsRefused: true } refusal ? Refused(command, refusal) : Done(command),
            SetRiskLimits limits => SetLimits(account, limits),
            SetExecutionModel model => SetModel(account, model),
            _ => throw new InvariantViolationException($"unknown command {command.GetType().Name}"),
        };
    }

    private CommandAnswer Open(OpenAccount open, AccountState? existing)
    {
        if (CheckOpening(open, existing) is { IsRefused: true } refusal) return Refused(open, refusal);
        AccountState account = new(open.Account) { World = session.World };
        session.Accounts.Add(account);
        List<Posting> postings = new(open.Deposits.Count * 2);
        foreach ((string asset, Money amount) in open.Deposits.OrderBy(deposit => deposit.Key, StringComparer.Ordinal))
        {
            postings.Add(new(LedgerAccount.Free, asset, amount));
            postings.Add(new(LedgerAccount.External, asset, -amount));
        }

        session.Emit(account, new AccountOpened
        {
            Account = account.Id,
            AccountSequence = 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            Name = open.Name,
            ReportingAsset = open.ReportingAsset,
            Limits = open.Limits,
            Model = open.Model,
            Postings = postings,
        });
        return Done(open);
    }

    private static Refusal CheckOpening(OpenAccount open, AccountState? existing)
    {
        if (existing is not null) return Invalid($"account {open.Account} exists already");
        if (open.Name.Length is < 1 or > 64) return Invalid("name must be 1 to 64 characters");
        if (!IsAsset(open.ReportingAsset)) return Invalid("reportingAsset must be an asset code of 1 to 16 letters and digits, such as USDT");
        if (open.Deposits.Count == 0) return Invalid("deposits must name at least one asset");
        foreach ((string asset, Money amount) in open.Deposits)
        {
            if (!IsAsset(asset)) return Invalid($"deposits: {asset} is not an asset code of 1 to 16 letters and digits, such as USDT");
            if (amount.Units <= 0) return Invalid($"deposits: the amount of {asset} must be greater than zero");
        }

        if (open.Model?.Fault() is { } fault) return Invalid(fault);
        return RiskChecks.CheckLimits(open.Limits);
    }

    private CommandAnswer Place(AccountState account, PlaceOrder place)
    {
        (Refusal refusal, Guid orderId) = orders.Place(account, new OrderRequest(
            place.Instrument, place.Side, place.Type, place.Quantity, place.LimitPrice, place.TimeInForce, place.Options ?? OrderOptions.None,
            StrategyId: null, Reason: null));
        return new(place.CommandId, place.Account, refusal.Reason, refusal.Message, orderId, refusal.IsRefused ? 0 : 1);
    }

    private CommandAnswer Place(AccountState account, PlacePair pair)
    {
        (Refusal refusal, Guid orderId) = pairs.Place(account, pair);
        return new(pair.CommandId, pair.Account, refusal.Reason, refusal.Message, orderId, refusal.IsRefused ? 0 : 2);
    }

    private CommandAnswer Cancel(AccountState account, CancelOrder cancel)
    {
        if (account.FindOpenOrder(cancel.OrderId) is not { } order) return NotOpen(account, cancel, cancel.OrderId);
        orders.Cancel(order, OrderEndReason.Requested);
        return Done(cancel) with { OrderId = cancel.OrderId, Count = 1 };
    }

    private CommandAnswer Amend(AccountState account, AmendOrder amend)
    {
        if (account.FindOpenOrder(amend.OrderId) is not { } order) return NotOpen(account, amend, amend.OrderId);
        CommandAnswer answer = amends.Amend(order, amend.Price, amend.Quantity) is { IsRefused: true } refusal ? Refused(amend, refusal) : Done(amend) with { Count = 1 };
        return answer with { OrderId = amend.OrderId };
    }

    private static CommandAnswer NotOpen(AccountState account, Command command, Guid orderId) => Refused(command, account.HasEnded(orderId)
        ? new(RejectReason.OrderNotOpen, $"order {orderId} has ended already")
        : new(RejectReason.UnknownOrder, $"order {orderId} is not known")) with
    { OrderId = orderId };

    private static bool Concerns(CancelAllOrders cancel, OrderTerms terms) =>
        (cancel.Instrument is not { } instrument || terms.Instrument == instrument)
        && (cancel.StrategyId is null || string.Equals(terms.StrategyId, cancel.StrategyId, StringComparison.Ordinal));

    private CommandAnswer SetLimits(AccountState account, SetRiskLimits command)
    {
        if (RiskChecks.CheckLimits(command.Limits) is { IsRefused: true } refusal) return Refused(command, refusal);
        session.Emit(account, new RiskLimitsChanged
        {
            Account = account.Id,
            AccountSequence = account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            Limits = command.Limits,
        });
        monitor.LimitsChanged(account);
        return Done(command);
    }

    private CommandAnswer SetModel(AccountState account, SetExecutionModel command)
    {
        if (command.Model.Fault() is { } fault) return Refused(command, Invalid(fault));
        session.Emit(account, new ExecutionModelChanged
        {
            Account = account.Id,
            AccountSequence = account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            Model = command.Model,
        });
        return Done(command);
    }

    private static bool IsAsset(string asset) => asset.Length is >= 1 and <= 16 && asset.All(char.IsAsciiLetterOrDigit);

    private static Refusal Invalid(string message) => new(RejectReason.InvalidParameter, message);

    private static CommandAnswer Done(Command command) => new(command.CommandId, command.Account, RejectReason.None);

    private static CommandAnswer Refused(Command command, Refusal refusal) =>
        new(command.CommandId, command.Account, refusal.Reason, refusal.Message);
}

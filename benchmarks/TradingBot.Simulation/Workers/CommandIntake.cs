using TradingBot.Engine.Accounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Orders;
using TradingBot.Simulation.Storing;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Names;
using TradingBot.Worker.Commands;
using TradingBot.Worker.Trading;

namespace TradingBot.Simulation.Workers;

/// <summary>The worker's way from stored commands to the trading loop, by the product's translation and its memory of what is in hand.</summary>
internal sealed class CommandIntake(string worker, TradingLoop loop, TradingInputs inputs, CommandsInHand inHand, SimulatedStore store, StoreConnection connection)
{
    private bool _isPumping;

    public async Task PumpAsync()
    {
        if (_isPumping || !loop.IsAccepting) return;
        _isPumping = true;
        try
        {
            HashSet<Guid> known = [.. inHand.Ids];
            IReadOnlyList<PendingCommand> pending = await connection.AskAsync(() => store.Pending(worker, known, 512));
            CommandTranslation translation = new(loop.Instruments);
            HashSet<Guid> blocked = [];
            foreach (PendingCommand command in pending)
                if (!blocked.Contains(command.AccountId) && !await HandOverAsync(command, translation)) blocked.Add(command.AccountId);
        }
        finally
        {
            _isPumping = false;
        }
    }

    private async Task<bool> HandOverAsync(PendingCommand pending, CommandTranslation translation)
    {
        AccountId account = new(pending.AccountId);
        long? lease = null;
        if (!loop.Leases.ContainsKey(account))
        {
            if (pending.Body is not OpenAccountBody)
            {
                if (await connection.AskAsync(() => IsComing(pending))) return false;
                await AnswerAsync(pending, new(StoredNames.Of(RejectReason.UnknownAccount), $"account {pending.AccountId} is not known"));
                return true;
            }
            if (await connection.AcquireNewAsync(worker, account, CancellationToken.None) is not { } taken) return false;
            lease = taken;
        }
        if (!translation.TryTranslate(pending, existing: null, out Command? command, out CommandReply? refusal))
        {
            await AnswerAsync(pending, refusal!);
            return true;
        }
        if (inHand.Add(pending.CommandId, 0)) await inputs.SendAsync(new HostMessage.CommandArrived(command!, 0, lease), CancellationToken.None);
        return true;
    }

    private bool IsComing(PendingCommand pending) => store.Accounts.ContainsKey(pending.AccountId)
        || store.Commands.Values.Any(command => command.Answer is null && command.Command.AccountId == pending.AccountId && command.Command.Body is OpenAccountBody && command.Command.Sequence < pending.Sequence);

    private Task<bool> AnswerAsync(PendingCommand pending, CommandReply reply) => connection.AskAsync(() => store.TryAnswer([new(pending.CommandId, new(pending.AccountId), reply)]));
}

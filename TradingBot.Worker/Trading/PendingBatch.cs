using TradingBot.Engine;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Names;

namespace TradingBot.Worker.Trading;

/// <summary>What the engine put out and the journal does not have yet.</summary>
internal sealed class PendingBatch
{
    /// <summary>The engine writes here.</summary>
    public EngineOutput Output { get; } = new();

    /// <summary>To be stored with the next batch.</summary>
    public EpochAcknowledgement? Acknowledgement { get; set; }

    public bool IsEmpty => Output.Events.Count == 0 && Output.Answers.Count == 0 && Acknowledgement is null;

    public int EventCount => Output.Events.Count;

    /// <summary>Takes what is there for a transaction.</summary>
    public TakenBatch Take()
    {
        TakenBatch taken = new([.. Output.Events],
            [.. Output.Answers.Select(answer => new CommandCompletion(answer.CommandId, answer.Account, ReplyOf(answer)))], Acknowledgement);
        Output.Events.Clear();
        Output.Answers.Clear();
        Acknowledgement = null;
        return taken;
    }

    /// <summary>Throws it away.</summary>
    public void Clear()
    {
        Output.Events.Clear();
        Output.Answers.Clear();
        Acknowledgement = null;
    }

    private static CommandReply ReplyOf(CommandAnswer answer) => new(StoredNames.Of(answer.Reason), answer.Message, answer.OrderId, answer.Count);
}

/// <summary>What one journal transaction takes.</summary>
internal sealed record TakenBatch(IReadOnlyList<EngineEvent> Events, IReadOnlyList<CommandCompletion> Completions, EpochAcknowledgement? Acknowledgement);

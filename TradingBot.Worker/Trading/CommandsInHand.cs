using System.Collections.Concurrent;

namespace TradingBot.Worker.Trading;

/// <summary>Commands that were read from the store and not answered yet, so that none is read twice. A command is forgotten when its answer is durable, or when what came of it was thrown away.</summary>
internal sealed class CommandsInHand
{
    private readonly ConcurrentDictionary<Guid, (bool Processed, long ReceivedAt)> _commands = new();

    public Guid[] Ids => [.. _commands.Keys];

    public bool Add(Guid commandId, long receivedAt) => _commands.TryAdd(commandId, (false, receivedAt));

    public void Remove(Guid commandId) => _commands.TryRemove(commandId, out _);

    /// <summary>Marks a command as processed by the engine.</summary>
    /// <returns>False where it was processed already.</returns>
    public bool TryProcess(Guid commandId) =>
        _commands.TryGetValue(commandId, out (bool Processed, long ReceivedAt) state) && !state.Processed && _commands.TryUpdate(commandId, state with { Processed = true }, state);

    /// <summary>When it was read; none where it is not in hand.</summary>
    public long? ReceivedAt(Guid commandId) => _commands.TryGetValue(commandId, out (bool, long ReceivedAt) state) ? state.ReceivedAt : null;

    /// <summary>Forgets those whose effects were thrown away: they will be read again.</summary>
    public void ForgetProcessed()
    {
        foreach ((Guid commandId, (bool processed, _)) in _commands)
            if (processed) _commands.TryRemove(commandId, out _);
    }
}

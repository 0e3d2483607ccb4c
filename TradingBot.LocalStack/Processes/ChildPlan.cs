namespace TradingBot.LocalStack.Processes;

/// <summary>How one long-running process is started and stopped.</summary>
/// <param name="Name">The name that messages and the log file bear.</param>
/// <param name="Program">Absolute path.</param>
/// <param name="LogFile">Output and errors are appended here.</param>
internal sealed record ChildPlan(string Name, string Program, IReadOnlyList<string> Arguments, string LogFile)
{
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Set on top of our own environment; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The signal that asks for an orderly end.</summary>
    public int StopSignal { get; init; } = UnixSignal.Terminate;

    /// <summary>The signal that the watchdog sends when we die, by name.</summary>
    public string DeathSignal { get; init; } = "KILL";
}

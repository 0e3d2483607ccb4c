using TradingBot.LocalStack.Processes;

namespace TradingBot.LocalStack.Supervision;

/// <summary>One service: how its process is started, and how one sees that it is ready.</summary>
/// <param name="Url">Its address, without secrets.</param>
/// <param name="IsReady">Asks once; false where it does not answer (yet).</param>
internal sealed record ServiceDefinition(string Name, string Url, ChildPlan Plan, Func<CancellationToken, Task<bool>> IsReady)
{
    /// <summary>The longest wait for an orderly end, before the process is killed.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait for the first healthy answer.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(120);
}

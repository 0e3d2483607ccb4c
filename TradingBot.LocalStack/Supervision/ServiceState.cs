namespace TradingBot.LocalStack.Supervision;

/// <summary>What a service of the local stack is doing.</summary>
public enum ServiceState
{
    /// <summary>Not started yet, or stopped on request.</summary>
    Stopped,

    /// <summary>Its process runs, but does not answer yet.</summary>
    Starting,

    /// <summary>It has answered its health probe since its process started.</summary>
    Healthy,

    /// <summary>Its process ended unasked; another one is started after a pause.</summary>
    Restarting,

    /// <summary>It never became healthy, and nobody tries any more.</summary>
    Failed,
}

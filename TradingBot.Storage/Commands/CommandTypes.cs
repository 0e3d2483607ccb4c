namespace TradingBot.Storage.Commands;

/// <summary>A command as it is handed in.</summary>
/// <param name="CommandId">Given at the edge, a UUIDv7.</param>
/// <param name="IdempotencyKey">The client's, 1 to 255 characters; a repeat under the same key is the same command.</param>
/// <param name="Actor">Who; keys of different actors do not meet.</param>
/// <param name="AccountId">The account it is for; for a new account the new id.</param>
/// <param name="Body">What is asked for.</param>
public sealed record CommandSubmission(Guid CommandId, string IdempotencyKey, string Actor, Guid AccountId, CommandBody Body);

/// <summary>What became of a submission.</summary>
public enum SubmissionState
{
    /// <summary>Stored now; wait for its answer.</summary>
    New = 0,

    /// <summary>Stored before and answered: the first answer stands.</summary>
    Answered = 1,

    /// <summary>Stored before, not answered yet.</summary>
    InProgress = 2,

    /// <summary>The key was used with another body; nothing was done.</summary>
    OtherBody = 3,

    /// <summary>Too many commands wait already; nothing was stored. Try again later.</summary>
    Busy = 4,
}

/// <summary>Result of a submission.</summary>
/// <param name="State">What became of it.</param>
/// <param name="CommandId">Id of the command that the key stands for: the first one's on a repeat.</param>
/// <param name="AccountId">The account that command is for.</param>
/// <param name="Answer">Where it was answered before.</param>
public sealed record SubmissionResult(SubmissionState State, Guid CommandId, Guid AccountId, CommandReply? Answer);

/// <summary>The stored answer to a command.</summary>
/// <param name="Reason">none where it was done, else a code such as priceOffTick.</param>
/// <param name="Message">For a person: what was wrong and what would be right.</param>
/// <param name="OrderId">The order it made or touched.</param>
/// <param name="Count">How many things it touched.</param>
/// <param name="ReportId">The report it made.</param>
public sealed record CommandReply(string Reason, string? Message = null, Guid? OrderId = null, int Count = 0, Guid? ReportId = null)
{
    /// <summary>Whether it was done.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsDone => Reason == "none";
}

/// <summary>A command that waits for its worker.</summary>
/// <param name="Sequence">Order of arrival.</param>
/// <param name="CommandId">Its id.</param>
/// <param name="AccountId">The account it is for.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="Body">What is asked for.</param>
public sealed record PendingCommand(long Sequence, Guid CommandId, Guid AccountId, string Actor, CommandBody Body);

using TradingBot.LocalStack.Processes;

namespace TradingBot.LocalStack.Programs;

/// <summary>The user that PostgreSQL runs as: ourselves, or, since it refuses root, an ordinary user of the system.</summary>
/// <param name="Name">Null: ourselves.</param>
/// <param name="GroupId">The user's first group; null: ours.</param>
internal sealed record UnprivilegedUser(string? Name, string? GroupId)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    /// <summary>Null, with the reason, where we are root and have no ordinary user or no way to become one.</summary>
    public static UnprivilegedUser? Find(out string reason)
    {
        reason = "";
        if (!Environment.IsPrivilegedProcess) return new UnprivilegedUser(null, null);
        if (ProgramCatalog.OnPath("setpriv") is null)
        {
            reason = "PostgreSQL does not run as root, and 'setpriv' (package util-linux) is missing. Install it, or run as an ordinary user.";
            return null;
        }
        string[][] users = [.. File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3)];
        foreach (string candidate in Candidates)
        {
            if (Array.Find(users, user => user[0] == candidate) is { } found) return new UnprivilegedUser(found[0], found[3]);
        }
        reason = $"PostgreSQL does not run as root, and none of the users {string.Join(", ", Candidates)} exists. Run as an ordinary user.";
        return null;
    }

    /// <summary>The command line that runs a program as this user; the process number stays the same.</summary>
    public (string Program, IReadOnlyList<string> Arguments) Command(string program, params IReadOnlyList<string> arguments)
    {
        if (Name is null) return (program, arguments);
        string setpriv = ProgramCatalog.OnPath("setpriv") ?? throw new LocalStackException("'setpriv' (package util-linux) is missing.");
        return (setpriv, [$"--reuid={Name}", $"--regid={GroupId}", "--init-groups", program, .. arguments]);
    }

    public async Task<CommandRun> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        (string command, IReadOnlyList<string> rest) = Command(program, arguments);
        return await CommandRun.RunAsync(command, rest, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether this user can enter the folder and write into it: its parents may be closed to it.</summary>
    public async Task<bool> CanWriteAsync(string folder, CancellationToken cancellation) =>
        (await RunAsync("/bin/sh", ["-c", "test -w \"$0\" && test -x \"$0\"", folder], cancellation).ConfigureAwait(false)).ExitCode == 0;

    /// <summary>Whether this user can pass through the folder.</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancellation) =>
        (await RunAsync("/bin/sh", ["-c", "test -x \"$0\"", folder], cancellation).ConfigureAwait(false)).ExitCode == 0;

    public Task TakeOwnershipAsync(string path, CancellationToken cancellation) => ChangeOwnerAsync([path], cancellation);

    /// <summary>Of a folder and everything in it.</summary>
    public Task TakeOwnershipOfAllAsync(string folder, CancellationToken cancellation) => ChangeOwnerAsync(["-R", folder], cancellation);

    private async Task ChangeOwnerAsync(string[] arguments, CancellationToken cancellation)
    {
        if (Name is null) return;
        string chown = ProgramCatalog.OnPath("chown") ?? throw new LocalStackException("'chown' (package coreutils) is missing.");
        CommandRun run = await CommandRun.RunAsync(chown, [.. arguments[..^1], Name, arguments[^1]], cancellation).ConfigureAwait(false);
        if (run.ExitCode != 0) throw new LocalStackException($"Could not give '{arguments[^1]}' to the user {Name}: {run.Output}");
    }
}

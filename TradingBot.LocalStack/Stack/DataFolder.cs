using System.Security.Cryptography;
using System.Text;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Programs;

namespace TradingBot.LocalStack.Stack;

/// <summary>The folders of one system, held under a lock.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FolderLock _lock;

    private DataFolder(string home, string store, FolderLock folderLock, bool temporary)
    {
        Home = home;
        Store = store;
        Temporary = temporary ? [.. new[] { home, store }.Distinct()] : [];
        _lock = folderLock;
    }

    /// <summary>Holds <c>endpoints.json</c>, the logs and the lock.</summary>
    public string Home { get; }

    /// <summary>Holds the data and the secrets: the same folder, or, where PostgreSQL's user can't enter that one, a folder of its own.</summary>
    public string Store { get; }

    /// <summary>The folders that vanish with the system.</summary>
    public IReadOnlyList<string> Temporary { get; }

    public string EndpointFile => Path.Combine(Home, "endpoints.json");

    public string PostgreSql => Path.Combine(Store, "postgres");

    public string LogFile(string service) => Path.Combine(Home, "logs", $"{service}.log");

    public string Subfolder(string name) => Directory.CreateDirectory(Path.Combine(Store, name)).FullName;

    /// <summary>A folder that people and <c>tb</c> look for. It lies with the data; where that is another folder, a link in <see cref="Home"/> leads there, so that it is found while nothing runs.</summary>
    public string Linked(string name)
    {
        string folder = Subfolder(name);
        string link = Path.Combine(Home, name);
        if (folder == link || Path.Exists(link)) return folder;
        try
        {
            File.CreateSymbolicLink(link, folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Only a convenience: the commands take the folder as an option too.
        }
        return folder;
    }

    public static async Task<DataFolder> OpenAsync(LocalStackOptions options, WorkingCopy clone, UnprivilegedUser user, Action<string> say, CancellationToken cancellation)
    {
        bool temporary = options.Temporary;
        string home = temporary ? Directory.CreateTempSubdirectory("tradingbot-system-").FullName : CreateHome(options, clone);
        FolderLock folderLock = FolderLock.TryTake(Path.Combine(home, "lock"), out string holder)
            ?? throw new LocalStackException($"The folder '{home}' is in use by another running system (process {holder}). Stop that one, or give another folder with --data-dir.");
        try
        {
            OpenToOthers(home);
            Directory.CreateDirectory(Path.Combine(home, "logs"));
            string store = await user.CanEnterAsync(home, cancellation).ConfigureAwait(false)
                ? home
                : await FallBackAsync(options, clone, home, user, say, cancellation).ConfigureAwait(false);
            DataFolder folder = new(home, store, folderLock, temporary);
            await folder.PreparePostgreSqlAsync(user, cancellation).ConfigureAwait(false);
            return folder;
        }
        catch
        {
            folderLock.Dispose();
            if (temporary) Directory.Delete(home, recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        foreach (string folder in Temporary) Directory.Delete(folder, recursive: true);
    }

    private static string CreateHome(LocalStackOptions options, WorkingCopy clone)
    {
        string home = options.DataDirectory is { } given ? Path.GetFullPath(given) : clone.Artifacts;
        try
        {
            Directory.CreateDirectory(home);
            string trial = Path.Combine(home, Path.GetRandomFileName());
            File.WriteAllText(trial, "");
            File.Delete(trial);
            return home;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LocalStackException($"The data folder '{home}' can't be written: {failure.Message} Give a folder that can be with --data-dir.", failure);
        }
    }

    private static void OpenToOthers(string folder)
    {
#pragma warning disable CA1416 // Where there are no Unix file modes, PostgreSqlCluster.IsAvailable has said no.
        // To pass through, not to list: the unprivileged user's own folder lies within.
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
#pragma warning restore CA1416
    }

    private static async Task<string> FallBackAsync(
        LocalStackOptions options, WorkingCopy clone, string home, UnprivilegedUser user, Action<string> say, CancellationToken cancellation)
    {
        if (options.DataDirectory is not null)
            throw new LocalStackException($"PostgreSQL runs as the user {user.Name} here, which can't enter '{home}'. Give a folder with --data-dir whose parents all may be passed by everyone (chmod o+x).");
        string persistent = options.Temporary ? "/tmp" : "/var/tmp";
        string store = Path.Combine(persistent, $"tradingbot-{Path.GetFileName(clone.Root)}-{ShortHash(home)}");
        Directory.CreateDirectory(store);
        // Anybody may create names there: a folder that is not ours could be a trap.
        CommandRun own = await CommandRun.RunAsync("/bin/sh", ["-c", "test -O \"$0\" && ! test -L \"$0\"", store], cancellation).ConfigureAwait(false);
        if (own.ExitCode != 0) throw new LocalStackException($"The folder '{store}' belongs to somebody else. Remove it, or give another one with --data-dir.");
        OpenToOthers(store);
        if (!await user.CanEnterAsync(store, cancellation).ConfigureAwait(false))
            throw new LocalStackException($"The user {user.Name} can enter neither '{home}' nor '{store}'. Give a folder that it can enter with --data-dir.");
        say($"PostgreSQL runs as the user {user.Name}, which can't enter '{home}': the data are kept in '{store}'.");
        return store;
    }

    private async Task PreparePostgreSqlAsync(UnprivilegedUser user, CancellationToken cancellation)
    {
        if (!Directory.Exists(PostgreSql))
        {
            Directory.CreateDirectory(PostgreSql);
#pragma warning disable CA1416 // As above.
            File.SetUnixFileMode(PostgreSql, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416
            await user.TakeOwnershipAsync(PostgreSql, cancellation).ConfigureAwait(false);
        }
        if (!await user.CanWriteAsync(PostgreSql, cancellation).ConfigureAwait(false))
            throw new LocalStackException($"The database's folder '{PostgreSql}' does not belong to the user {user.Name ?? Environment.UserName}. Start as the user that created it, or give another folder with --data-dir.");
    }

    private static string ShortHash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..8];
}

using System.CommandLine;
using TradingBot.Cli.Endpoints;
using TradingBot.LocalStack;
using TradingBot.Storage;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Backup;

/// <summary>Where backups are, their key, and the secrets that go into them: options, else the environment, else the local stack of this clone.</summary>
internal sealed class BackupOptions
{
    private const string Local = "artifacts/local";

    public Option<string?> Folder { get; } = new("--folder")
    {
        Description = $"Where backups are kept, best on another machine's disk. Default: TB_BACKUP_FOLDER, else {Local}/backups, found upward.",
        HelpName = "folder",
    };

    public Option<string?> KeyFile { get; } = new("--key-file")
    {
        Description = $"The secret that backups are encrypted with: 64 or more hexadecimal digits. Default: TB_BACKUP_KEY_FILE, else {Local}/backup.key, made at first use. Keep a copy elsewhere.",
        HelpName = "file",
    };

    public Option<string?> Database { get; } = new("--database")
    {
        Description = "Connection string of a role that may read everything, such as the owner. Default: TB_BACKUP_DATABASE, else the running local stack's.",
        HelpName = "string",
    };

    public Option<string?> AuditKeyFile { get; } = new("--audit-key-file")
    {
        Description = $"The audit chain's secret, which goes into the encrypted file. Default: Audit__KeyFile, else audit.key in TRADINGBOT_DATA_DIR, else {Local}/state/audit.key.",
        HelpName = "file",
    };

    /// <exception cref="RefusedException">It can't be found or made.</exception>
    public string FindFolder(ParseResult parsed) => Path.GetFullPath(parsed.GetValue(Folder) ?? Variable("TB_BACKUP_FOLDER") ?? InLocalStack("backups")
        ?? throw new RefusedException($"No folder for backups is known: give --folder or set TB_BACKUP_FOLDER ({Local} was not found above the working directory)."));

    /// <param name="make">Whether the local stack's may be made.</param>
    /// <exception cref="RefusedException">There is none, or it is no key.</exception>
    public BackupKey FindKey(ParseResult parsed, bool make, TextWriter errors)
    {
        string? path = parsed.GetValue(KeyFile) ?? Variable("TB_BACKUP_KEY_FILE");
        try
        {
            if (path is not null) return BackupKey.Read(path);
            path = InLocalStack("backup.key") ?? throw new RefusedException($"No key file is known: give --key-file or set TB_BACKUP_KEY_FILE; openssl rand -hex 32 makes one.");
            if (make && BackupKey.Create(path)) errors.WriteLine($"Made the key file {path}. Keep a copy of it on another machine: without it no backup can be read.");
            return BackupKey.Read(path);
        }
        catch (StorageException wrong)
        {
            throw new RefusedException(wrong.Message);
        }
    }

    /// <exception cref="UnreachableException">None is known.</exception>
    public string FindDatabase(ParseResult parsed) => parsed.GetValue(Database) ?? Variable("TB_BACKUP_DATABASE") ?? LocalEndpoints.Find(Directory.GetCurrentDirectory()).Superuser
        ?? throw new UnreachableException("No database is known: start the system, or give --database or TB_BACKUP_DATABASE.");

    /// <summary>The audit chain's secret in hexadecimal digits; none where it was not found.</summary>
    public string? FindAuditKey(ParseResult parsed)
    {
        if (Variable("Audit__Key") is { } given) return given;
        string? path = parsed.GetValue(AuditKeyFile) ?? Variable("Audit__KeyFile") ?? (Variable("TRADINGBOT_DATA_DIR") is { } data ? Path.Combine(data, "audit.key") : InLocalStack("state/audit.key"));
        if (path is null || !File.Exists(path)) return parsed.GetValue(AuditKeyFile) is null ? null : throw new RefusedException($"There is no file '{path}' (--audit-key-file).");
        return File.ReadAllText(path).Trim();
    }

    /// <summary>What the outside keeps from working becomes an answer and an exit code.</summary>
    public static async Task<T> ExplainAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (failure is StorageException or LocalStackException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(failure.Message);
        }
        catch (Npgsql.PostgresException failure)
        {
            throw new RefusedException($"The database refused: {failure.MessageText} ({failure.SqlState}).");
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            throw new UnreachableException($"The database can't be used: {failure.InnerException?.Message ?? failure.Message}");
        }
    }

    private static string? InLocalStack(string name)
    {
        for (DirectoryInfo? folder = new(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, Local))) return Path.Combine(folder.FullName, Local, name);
        return null;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

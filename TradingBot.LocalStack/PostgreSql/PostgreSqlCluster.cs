using System.Globalization;
using Npgsql;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Programs;

namespace TradingBot.LocalStack.PostgreSql;

/// <summary>A private PostgreSQL cluster: its files, its port on 127.0.0.1 and its superuser <c>postgres</c>.</summary>
internal sealed class PostgreSqlCluster(string folder, UnprivilegedUser user, string superuserPassword)
{
    public const string Superuser = "postgres";

    private readonly string _programs = ProgramCatalog.PostgreSqlFolder() ?? throw new LocalStackException("PostgreSQL is not installed.");

    public string Folder { get; } = folder;

    public bool IsInitialized => File.Exists(Path.Combine(Folder, "PG_VERSION"));

    /// <summary>Whether a local stack can run a cluster here; else why not, and what would help.</summary>
    public static bool IsAvailable(out string reason)
    {
        if (OperatingSystem.IsWindows())
            reason = "The local stack needs Linux or macOS (on Windows: WSL, or a container runtime).";
        else if (ProgramCatalog.PostgreSqlFolder() is null)
            reason = "PostgreSQL's programs (initdb, postgres) were found neither on PATH nor in the usual places.";
        else if (UnprivilegedUser.Find(out reason) is not null)
            return true;
        return false;
    }

    /// <summary>Runs initdb; the folder must exist, be empty, and belong to the user.</summary>
    public async Task InitializeAsync(bool durable, CancellationToken cancellation)
    {
        string passwordFile = $"{Folder}.password";
        try
        {
            PrivateFile.Write(passwordFile, superuserPassword);
            await user.TakeOwnershipAsync(passwordFile, cancellation).ConfigureAwait(false);
            string[] arguments =
            [
                "-D", Folder, "-U", Superuser, $"--pwfile={passwordFile}", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C",
                "--data-checksums", "--no-instructions", .. durable ? Array.Empty<string>() : ["--no-sync"],
            ];
            CommandRun run = await user.RunAsync(Path.Combine(_programs, "initdb"), arguments, cancellation).ConfigureAwait(false);
            if (run.ExitCode != 0) throw new LocalStackException($"PostgreSQL's initdb failed in '{Folder}':{Environment.NewLine}{run.Output}");
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>Removes all files of the cluster, but not its folder.</summary>
    public async Task ClearAsync(CancellationToken cancellation)
    {
        string find = ProgramCatalog.OnPath("find") ?? throw new LocalStackException("'find' (package findutils) is missing.");
        CommandRun run = await CommandRun.RunAsync(find, [Folder, "-mindepth", "1", "-delete"], cancellation).ConfigureAwait(false);
        if (run.ExitCode != 0) throw new LocalStackException($"Could not empty '{Folder}': {run.Output}");
    }

    /// <summary>The process number of a server that runs on this cluster, started by whomever; null where none does.</summary>
    public int? RunningServer()
    {
        try
        {
            string first = File.ReadLines(Path.Combine(Folder, "postmaster.pid")).FirstOrDefault("");
            return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int processId) && IsPostgres(processId) ? processId : null;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>How the server is started.</summary>
    /// <param name="settings">Settings of postgresql.conf that overrule the cluster's own.</param>
    public ChildPlan ServerPlan(int port, string logFile, params IEnumerable<string> settings)
    {
        string[] all =
        [
            $"port={port.ToString(CultureInfo.InvariantCulture)}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200",
            "timezone=UTC", "log_timezone=UTC", "logging_collector=off", "log_destination=stderr", "jit=off", .. settings,
        ];
        (string program, IReadOnlyList<string> arguments) = user.Command(
            Path.Combine(_programs, "postgres"), ["-D", Folder, .. all.SelectMany(setting => new[] { "-c", setting })]);
        return new ChildPlan("postgres", program, arguments, logFile)
        {
            WorkingDirectory = "/",
            // Fast: open connections are ended, transactions rolled back, everything flushed.
            StopSignal = UnixSignal.Interrupt,
            // Immediate: nothing is flushed, the next start recovers from the log. SIGKILL would leak shared memory.
            DeathSignal = "QUIT",
        };
    }

    public string SuperuserConnectionString(int port) => ConnectionString(port, Superuser, superuserPassword, "postgres");

    public static string ConnectionString(int port, string userName, string password, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = userName,
        Password = password,
        Database = database,
        IncludeErrorDetail = true,
    }.ConnectionString;

    // After a crash of the machine the number in the file may be some other program's.
    private bool IsPostgres(int processId)
    {
        if (!UnixSignal.Exists(processId)) return false;
        string commandLine = $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/cmdline";
        return !File.Exists(commandLine) || File.ReadAllText(commandLine).Contains(Folder, StringComparison.Ordinal);
    }

    /// <summary>Whether the server answers a query.</summary>
    public async Task<bool> AnswersAsync(int port, CancellationToken cancellation)
    {
        NpgsqlConnectionStringBuilder unpooled = new(SuperuserConnectionString(port)) { Pooling = false, Timeout = 5, CommandTimeout = 5 };
        try
        {
            await using NpgsqlConnection connection = new(unpooled.ConnectionString);
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            await using NpgsqlCommand query = new("SELECT 1", connection);
            return await query.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}

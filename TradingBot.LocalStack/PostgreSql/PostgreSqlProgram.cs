using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using TradingBot.LocalStack.Programs;

namespace TradingBot.LocalStack.PostgreSql;

/// <summary>Runs PostgreSQL's own programs (pg_dump, pg_restore, pg_basebackup …) against the server of a connection string.</summary>
public static class PostgreSqlProgram
{
    private const int ErrorLinesMax = 20;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Without those that say where the server is.</param>
    /// <param name="connectionString">Where the server is, and as whom; the password goes by the environment, never by the command line.</param>
    /// <param name="input">What it reads, or none.</param>
    /// <param name="output">Where its output goes, or none.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <exception cref="LocalStackException">It is not installed, or failed; the message has the end of what it said.</exception>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, string connectionString, Stream? input, Stream? output, CancellationToken cancellation)
    {
        using Process process = Start(StartInfo(program, arguments, connectionString));
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            Task reading = process.StandardOutput.BaseStream.CopyToAsync(output ?? Stream.Null, cancellation);
            Exception? broken = await FeedAsync(process, input, cancellation).ConfigureAwait(false);
            await reading.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            string said = string.Join(Environment.NewLine, (await errors.ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(ErrorLinesMax));
            if (process.ExitCode != 0) throw new LocalStackException($"{program} failed with exit code {process.ExitCode.ToString(CultureInfo.InvariantCulture)}:{Environment.NewLine}{said}");
            if (broken is not null) throw new LocalStackException($"{program} did not read its input to the end.", broken);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Where a program of the newest installed PostgreSQL is; null where it is not installed.</summary>
    public static string? Find(string program) => new[] { ProgramCatalog.PostgreSqlFolder() is { } folder ? Path.Combine(folder, program) : null, ProgramCatalog.OnPath(program) }
        .FirstOrDefault(path => path is not null && File.Exists(path));

    internal static Dictionary<string, string?> EnvironmentOf(string connectionString)
    {
        NpgsqlConnectionStringBuilder builder = new(connectionString);
        (string Host, string Port)[] servers = [.. (builder.Host ?? "127.0.0.1").Split(',').Select(server => server.Trim().Split(':') is [string host, string port]
            ? (host, port) : (server.Trim(), builder.Port.ToString(CultureInfo.InvariantCulture)))];
        return new()
        {
            ["PGHOST"] = string.Join(',', servers.Select(server => server.Host)),
            ["PGPORT"] = string.Join(',', servers.Select(server => server.Port)),
            ["PGUSER"] = builder.Username,
            ["PGPASSWORD"] = builder.Password,
            ["PGDATABASE"] = builder.Database,
            ["PGTARGETSESSIONATTRS"] = servers.Length > 1 ? "read-write" : null,
            ["PGSSLMODE"] = builder.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() },
            ["PGSSLROOTCERT"] = builder.RootCertificate,
            ["PGCONNECT_TIMEOUT"] = "10",
            ["LC_ALL"] = "C",
        };
    }

    // A program that dies closes its input under us; its own words say why, so ours come only when it has none. What reading our side throws goes to the caller.
    private static async Task<Exception?> FeedAsync(Process process, Stream? input, CancellationToken cancellation)
    {
        try
        {
            if (input is not null) await input.CopyToAsync(process.StandardInput.BaseStream, cancellation).ConfigureAwait(false);
            process.StandardInput.Close();
            return null;
        }
        catch (IOException closed)
        {
            return closed;
        }
    }

    private static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments, string connectionString)
    {
        string path = Find(program) ?? throw new LocalStackException($"'{program}' is not installed. {PackageInstallation.Advice("postgresql-client")}");
        ProcessStartInfo start = new(path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach ((string name, string? value) in EnvironmentOf(connectionString))
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }
        return start;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new LocalStackException($"'{start.FileName}' did not start.");
        }
        catch (Win32Exception failure)
        {
            throw new LocalStackException($"'{start.FileName}' can't be run: {failure.Message}", failure);
        }
    }
}

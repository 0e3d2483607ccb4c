using System.CommandLine;
using TradingBot.Cli.Audit;
using TradingBot.Cli.Backup;
using TradingBot.Cli.Data;
using TradingBot.Cli.Emergency;
using TradingBot.Cli.Endpoints;
using TradingBot.Cli.Fidelity;
using TradingBot.Cli.Keys;
using TradingBot.Cli.Markets;
using TradingBot.Cli.Recording;
using TradingBot.Cli.Replay;
using TradingBot.Cli.Safety;
using TradingBot.Cli.Status;

namespace TradingBot.Cli;

/// <summary>The command line <c>tb</c>.</summary>
internal static class TbCommand
{
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        ParseResult parsed = Create(new Output(output), errors).Parse(args);
        bool isWrong = parsed.Errors.Count > 0;
        var invocation = new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false };
        try
        {
            int code = await parsed.InvokeAsync(invocation, cancellation);
            return isWrong ? ExitCode.Usage : code;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await errors.WriteLineAsync("Interrupted.");
            return ExitCode.Failed;
        }
        catch (UnreachableException unreachable)
        {
            await errors.WriteLineAsync(unreachable.Message);
            return ExitCode.Unreachable;
        }
        catch (RefusedException refused)
        {
            await errors.WriteLineAsync(refused.Message);
            return ExitCode.Failed;
        }
    }

    private static RootCommand Create(Output output, TextWriter errors)
    {
        var connection = new Connection();
        return new RootCommand("""
            Operates TradingBot, which trades on paper only.
            Exit codes: 0 done and every check holds; 1 a check failed or the request was refused; 2 wrong usage; 3 the Api or the database can't be reached.
            An API key, where the Api asks for one, is taken from TB_API_KEY.
            """)
        {
            connection.Api, connection.Json,
            StatusCommand.Create(connection, output),
            StopTradingCommand.Create(connection, output),
            ResumeCommand.Create(connection, output),
            VerifySafetyCommand.Create(connection, output),
            SafetyCommand.Create(output),
            AuditCommand.Create(connection, output),
            ApiKeyCommand.Create(connection, output),
            SymbolsCommand.Create(connection, output),
            SimulationCommand.Create(connection, output),
            DataCommand.Create(connection, output, errors),
            RecordingCommand.Create(connection, output),
            ReplayCommand.Create(connection, output),
            DriftCommand.Create(connection, output),
            FidelityCommand.Create(connection, output),
            BackupCommand.Create(connection, output, errors),
            RestoreCommand.Create(connection, output, errors),
            DrillCommand.Create(connection, output, errors),
        };
    }
}

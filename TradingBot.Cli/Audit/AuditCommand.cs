using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Endpoints;
using TradingBot.Contracts.Operations;

namespace TradingBot.Cli.Audit;

/// <summary><c>tb audit verify</c>: walks the audit log's hash chain.</summary>
internal static class AuditCommand
{
    public static Command Create(Connection connection, Output output)
    {
        var verify = new Command("verify", "Verifies the whole chain; exit code 1 where a row is missing or was changed, which is named.");
        verify.SetAction(async (parsed, cancellation) =>
        {
            using ApiClient api = connection.Open(parsed);
            AuditVerification answer = await api.GetAsync<AuditVerification>("/api/audit/verify", cancellation);
            if (parsed.GetValue(connection.Json)) output.Json(answer);
            else
            {
                output.Line(answer.Intact
                    ? string.Create(CultureInfo.InvariantCulture, $"INTACT: {answer.Rows} rows verify; head {answer.HeadHash ?? "none"}")
                    : $"BROKEN: {answer.Detail}");
            }
            return answer.Intact ? ExitCode.Ok : ExitCode.Failed;
        });
        return new Command("audit", "The audit log.") { verify };
    }
}

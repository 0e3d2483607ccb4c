using System.CommandLine;
using TradingBot.Cli.Endpoints;
using TradingBot.Contracts.Operations;

namespace TradingBot.Cli.Emergency;

/// <summary><c>tb resume</c>: releases the emergency stop.</summary>
internal static class ResumeCommand
{
    public static Command Create(Connection connection, Output output)
    {
        var reason = new Option<string>("--reason") { Description = "Why it is safe to trade again; at least 5 characters.", Required = true };
        var confirm = new Option<string>("--confirm") { Description = "The word RESUME.", Required = true };
        var command = new Command("resume", "Releases the emergency stop.") { reason, confirm };
        command.SetAction(async (parsed, cancellation) =>
        {
            using ApiClient api = connection.Open(parsed);
            ControlStatus answer = await api.PostAsync<ControlStatus>(
                "/api/emergency/resume", new ResumeTradingRequest(parsed.GetValue(reason), parsed.GetValue(confirm)), cancellation);
            if (parsed.GetValue(connection.Json)) output.Json(answer);
            else output.Line($"Released. Mode: {answer.Mode}.");
            return ExitCode.Ok;
        });
        return command;
    }
}

using System.Text.Json;

namespace TradingBot.Cli.Tests.Running;

/// <summary>What a run of <c>tb</c> left behind.</summary>
internal sealed record Tb(int ExitCode, string Output, string Errors)
{
    public JsonElement Json => JsonElement.Parse(Output);

    public static async Task<Tb> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        int code = await TbCommand.RunAsync(args, output, errors, TestContext.Current.CancellationToken);
        return new Tb(code, output.ToString(), errors.ToString());
    }
}

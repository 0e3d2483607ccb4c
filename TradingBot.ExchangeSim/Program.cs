using Microsoft.Extensions.Options;
using TradingBot.ExchangeSim.Hosting;

if (Switches.AskForHelp(args))
{
    Console.WriteLine(Switches.Help);
    return 0;
}
try
{
    WebApplicationBuilder builder = WebApplication.CreateBuilder(Switches.Expand(args));
    if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        builder.Configuration.AddInMemoryCollection([new(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:3005")]);
    await using WebApplication app = SimulatorComposition.Compose(builder);
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException exception)
{
    foreach (string failure in exception.Failures)
        await Console.Error.WriteLineAsync(failure);
    return 2;
}
catch (Exception exception) when (exception is InvalidDataException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}

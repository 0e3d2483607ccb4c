using Microsoft.Extensions.Options;
using TradingBot.Api;
using TradingBot.Engine.Settings;
using TradingBot.Storage;

try
{
    await using WebApplication app = ApiApplication.Build(args);
    await app.RunAsync();
    return 0;
}
catch (Exception failure) when (failure is StorageException or ExchangeKeyFoundException or OptionsValidationException or IOException)
{
    // A wrong setting or a taken port: the message says which and what would be right; a stack trace would only hide it.
    await Console.Error.WriteLineAsync($"The Api can't start: {failure.Message}");
    return 1;
}

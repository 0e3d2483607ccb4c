using TradingBot.Api;

await using WebApplication app = ApiApplication.Build(args);
await app.RunAsync();

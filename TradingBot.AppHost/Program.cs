using TradingBot.AppHost;

return await SystemTopology.RunAsync(args);

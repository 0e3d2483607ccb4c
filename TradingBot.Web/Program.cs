using TradingBot.ServiceDefaults;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("web");
WebApplication app = builder.Build();
app.MapServiceDefaults();
await app.RunAsync();

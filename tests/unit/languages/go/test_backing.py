"""The backing services that Go attaches: databases, caches, brokers, object stores."""

import pytest

from factorlint.facts import UNKNOWN, BackingService, MessageUse, SchemaChange, WorkerCode

from .sample import facts, program, values

SERVICES = [
    ("database/sql", 'sql.Open("postgres", "postgres://db/shop")', ("postgresql", "postgres://db/shop")),
    (
        "database/sql",
        'sql.Open("mysql", "app:x@tcp(127.0.0.1:3306)/shop")',
        ("mysql", "app:x@tcp(127.0.0.1:3306)/shop"),
    ),
    ("database/sql", 'sql.Open("sqlite3", "./shop.db")', ("sqlite", "./shop.db")),
    ("github.com/jmoiron/sqlx", 'sqlx.MustConnect("pgx", dsn)', ("postgresql", UNKNOWN)),
    (
        "context github.com/jackc/pgx/v5/pgxpool",
        'pgxpool.New(context.Background(), "postgres://db/shop")',
        ("postgresql", "postgres://db/shop"),
    ),
    (
        "context github.com/jackc/pgx/v5",
        'pgx.Connect(context.Background(), "postgres://db/shop")',
        ("postgresql", "postgres://db/shop"),
    ),
    (
        "gorm.io/gorm gorm.io/driver/postgres",
        'gorm.Open(postgres.Open("host=db user=a dbname=shop"), &gorm.Config{})',
        ("postgresql", "host=db user=a dbname=shop"),
    ),
    (
        "gorm.io/gorm gorm.io/driver/sqlite",
        'gorm.Open(sqlite.Open("shop.db"), &gorm.Config{})',
        ("sqlite", "shop.db"),
    ),
    (
        "context go.mongodb.org/mongo-driver/mongo go.mongodb.org/mongo-driver/mongo/options",
        'mongo.Connect(ctx, options.Client().ApplyURI("mongodb://mongo:27017"))',
        ("mongodb", "mongodb://mongo:27017"),
    ),
    (
        "go.mongodb.org/mongo-driver/v2/mongo/options",
        'options.Client().ApplyURI("mongodb://mongo:27017")',
        ("mongodb", "mongodb://mongo:27017"),
    ),
    (
        "github.com/redis/go-redis/v9",
        'redis.NewClient(&redis.Options{Addr: "cache:6379"})',
        ("redis", "cache:6379"),
    ),
    (
        "github.com/go-redis/redis/v8",
        'redis.NewClient(&redis.Options{Addr: "cache:6379"})',
        ("redis", "cache:6379"),
    ),
    (
        "github.com/redis/go-redis/v9",
        'redis.ParseURL("redis://cache:6379/0")',
        ("redis", "redis://cache:6379/0"),
    ),
    ("github.com/gomodule/redigo/redis", 'redis.Dial("tcp", "cache:6379")', ("redis", "cache:6379")),
    ("github.com/bradfitz/gomemcache/memcache", 'memcache.New("cache:11211")', ("memcached", "cache:11211")),
    (
        "github.com/elastic/go-elasticsearch/v8",
        'elasticsearch.NewClient(elasticsearch.Config{Addresses: []string{"http://search:9200"}})',
        ("elasticsearch", "http://search:9200"),
    ),
    ("github.com/IBM/sarama", 'sarama.NewSyncProducer([]string{"kafka:9092"}, nil)', ("kafka", "kafka")),
    (
        "github.com/segmentio/kafka-go",
        'kafka.NewReader(kafka.ReaderConfig{Brokers: []string{"kafka:9092"}, Topic: "orders"})',
        ("kafka", "kafka"),
    ),
    (
        "github.com/confluentinc/confluent-kafka-go/v2/kafka",
        'kafka.NewProducer(&kafka.ConfigMap{"bootstrap.servers": "kafka:9092"})',
        ("kafka", "kafka"),
    ),
    (
        "amqp=github.com/rabbitmq/amqp091-go",
        'amqp.Dial("amqp://guest:guest@rabbit:5672/")',
        ("rabbitmq", "amqp://guest:guest@rabbit:5672/"),
    ),
    ("github.com/nats-io/nats.go", "nats.Connect(nats.DefaultURL)", ("nats", "nats://127.0.0.1:4222")),
    ("github.com/nats-io/nats.go", 'nats.Connect("nats://nats:4222")', ("nats", "nats://nats:4222")),
    ("github.com/aws/aws-sdk-go-v2/service/sqs", "sqs.NewFromConfig(cfg)", ("sqs", None)),
    ("github.com/minio/minio-go/v7", 'minio.New("minio:9000", nil)', ("s3", "minio:9000")),
    ("cloud.google.com/go/storage", "storage.NewClient(ctx)", ("gcs", None)),
    ("net/smtp", 'smtp.SendMail("mail:25", auth, from, to, text)', ("smtp", "mail:25")),
    (
        "github.com/hibiken/asynq",
        'asynq.NewServer(asynq.RedisClientOpt{Addr: "cache:6379"}, asynq.Config{})',
        ("redis", "cache:6379"),
    ),
]


@pytest.mark.parametrize(("imports", "body", "expected"), SERVICES)
def test_services(imports, body, expected):
    assert values(facts(program(imports, body), BackingService), "service", "locator") == [expected]


def test_what_is_not_known_is_not_made_up():
    assert facts(program("database/sql", "sql.Open(driver, dsn)"), BackingService) == []


MESSAGES = [
    (
        "github.com/segmentio/kafka-go",
        'r := kafka.NewReader(kafka.ReaderConfig{Topic: "orders"}); r.ReadMessage(ctx)',
        ("consume", "orders", "kafka"),
    ),
    (
        "github.com/segmentio/kafka-go",
        'w := &kafka.Writer{Topic: "orders"}; w.WriteMessages(ctx, message)',
        ("produce", "orders", "kafka"),
    ),
    (
        "github.com/IBM/sarama",
        "p, _ := sarama.NewSyncProducer(brokers, nil); "
        'p.SendMessage(&sarama.ProducerMessage{Topic: "orders"})',
        ("produce", "orders", "kafka"),
    ),
    (
        "github.com/nats-io/nats.go",
        'nc, _ := nats.Connect(url); nc.Publish("orders", data)',
        ("produce", "orders", "nats"),
    ),
    (
        "github.com/nats-io/nats.go",
        'nc, _ := nats.Connect(url); nc.QueueSubscribe("orders", "workers", handle)',
        ("consume", "orders", "nats"),
    ),
    (
        "amqp=github.com/rabbitmq/amqp091-go",
        "conn, _ := amqp.Dial(url); ch, _ := conn.Channel(); "
        'ch.Consume("orders", "", false, false, false, false, nil)',
        ("consume", "orders", "rabbitmq"),
    ),
]


@pytest.mark.parametrize(("imports", "body", "expected"), MESSAGES)
def test_messages(imports, body, expected):
    assert values(facts(program(imports, body), MessageUse), "direction", "channel", "broker") == [expected]


WORKERS = [
    ("github.com/hibiken/asynq", "asynq.NewServer(opt, asynq.Config{})", ("asynq", "", "worker", "app")),
    (
        "github.com/hibiken/asynq",
        'mux := asynq.NewServeMux(); mux.HandleFunc("email:send", send)',
        ("asynq", "email:send", "worker", "task"),
    ),
    (
        "go.temporal.io/sdk/worker",
        'w := worker.New(c, "orders", worker.Options{})',
        ("temporal", "orders", "worker", "app"),
    ),
    (
        "github.com/segmentio/kafka-go",
        "r := kafka.NewReader(kafka.ReaderConfig{}); r.FetchMessage(ctx)",
        ("kafka-go", "", "worker", "loop"),
    ),
]


@pytest.mark.parametrize(("imports", "body", "expected"), WORKERS)
def test_workers(imports, body, expected):
    assert values(facts(program(imports, body), WorkerCode), "framework", "name", "purpose", "defines") == [
        expected
    ]


SCHEMAS = [
    (
        "github.com/golang-migrate/migrate/v4",
        'm, err := migrate.New("file://migrations", url); m.Up()',
        "migrate",
    ),
    ("github.com/pressly/goose/v3", 'goose.Up(db, "migrations")', "goose"),
    (
        "gorm.io/gorm gorm.io/driver/postgres",
        "db, err := gorm.Open(postgres.Open(dsn), &gorm.Config{}); db.AutoMigrate(&User{})",
        "AutoMigrate",
    ),
    ("example.com/shop/ent", 'client, err := ent.Open("postgres", dsn); client.Schema.Create(ctx)', "ent"),
]


@pytest.mark.parametrize(("imports", "body", "how"), SCHEMAS)
def test_a_schema_that_the_program_changes(imports, body, how):
    assert values(facts(program(imports, body), SchemaChange), "how", "moment") == [(how, "command")]


def test_a_schema_that_a_function_of_main_changes():
    rest = "func prepare() {\n\tdb, _ := gorm.Open(dialect, &gorm.Config{})\n\tdb.AutoMigrate(&User{})\n}\n"
    assert values(facts(program("gorm.io/gorm", "prepare()", rest), SchemaChange), "moment") == [("command",)]


def test_a_schema_that_some_function_changes():
    text = (
        'package store\n\nimport "gorm.io/gorm"\n\n'
        "func Prepare(db *gorm.DB) error {\n\treturn db.AutoMigrate(&User{})\n}\n"
    )
    assert values(facts(text, SchemaChange), "moment") == [("function",)]

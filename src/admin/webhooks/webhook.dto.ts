import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsString } from 'class-validator';
import { type WebhookEvent, webhookEvents } from '../../webhooks/webhook-event.js';
import { IfSent } from '../listing/if-sent.js';
import { listAnswerOf } from '../listing/list-answer.dto.js';

class WebhookChoices {
  /**
   * What to tell; left out at the start: everything.
   * @example ["member.enrolled", "member.removed"]
   */
  @IfSent()
  @IsIn(webhookEvents, { each: true })
  @ArrayUnique()
  @ArrayMinSize(1)
  @ArrayMaxSize(webhookEvents.length)
  @IsArray()
  events?: WebhookEvent[];

  /**
   * Off: nothing new is recorded for it, and what waits is kept.
   * @example true
   */
  @IfSent()
  @IsBoolean()
  enabled?: boolean;
}

/** An address to register. */
export class CreateWebhook extends WebhookChoices {
  /**
   * Where to send: https on a public host, or a host that the operator allows.
   * @example https://lms.example.com/hooks/muster
   */
  @IsString()
  url!: string;
}

/** What is to change; what is left out stays. */
export class ChangeWebhook extends WebhookChoices {
  /**
   * Where to send from now on.
   * @example https://lms.example.com/hooks/muster
   */
  @IfSent()
  @IsString()
  url?: string;
}

/** A registered address, without its secret. */
export class WebhookAnswer {
  /** @example 6c2f1f0a-3a52-4b0e-9f0e-0f3f1d2c4b5a */
  id!: string;

  /** @example https://lms.example.com/hooks/muster */
  url!: string;

  /** @example ["member.enrolled", "member.removed"] */
  events!: WebhookEvent[];

  /** @example true */
  enabled!: boolean;

  /** @example 2026-01-05T09:30:00.000Z */
  createdAt!: Date;
}

/** A registered address with its secret, shown once. */
export class NewWebhookAnswer extends WebhookAnswer {
  /**
   * Signs every message as Standard Webhooks says; shown this once.
   * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw5uMcB5PqX2I=
   */
  secret!: string;
}

/** Registered addresses, newest first, in pages. */
export class WebhookList extends listAnswerOf(WebhookAnswer) {}

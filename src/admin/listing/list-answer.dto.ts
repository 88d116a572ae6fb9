import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';

/** One page of a list. */
export interface ListAnswer<Item> {
  items: Item[];
  nextCursor: string | null;
  total: number;
}

/**
 * The class of a list's answer, for the OpenAPI document: `class MemberList extends listAnswerOf(MemberAnswer) {}`.
 *
 * @param item class of the items
 */
export function listAnswerOf<Item>(item: Type<Item>): Type<ListAnswer<Item>> {
  class Answer implements ListAnswer<Item> {
    @ApiProperty({ type: [item], description: 'The items of this page.' })
    items!: Item[];

    @ApiProperty({
      type: String,
      nullable: true,
      description: '`cursor` of the next page; null on the last one.',
      example: 'WyJqYW5lIGRvZSJd',
    })
    nextCursor!: string | null;

    @ApiProperty({ type: 'integer', minimum: 0, description: 'Items of all pages.', example: 1 })
    total!: number;
  }
  return Answer;
}
